import {
  type JComponent,
  type JProperty,
  parameter,
  properties,
  subcomponents,
} from '../../../../calendar/icalendar/jcal.ts';
import { momentOf } from '../../../../calendar/icalendar/moment.ts';
import { taskTouches } from '../../../../calendar/tasks.ts';
import { touchesRange } from '../../../../calendar/touching.ts';
import { zoneBook } from '../../../../calendar/zones/book.ts';
import type { TimeRange } from '../timeRange.ts';
import { alarmRings } from './alarms.ts';
import type { ComponentFilter, ParameterFilter, PropertyFilter, TextMatch } from './read.ts';

/** What tests are held against: an object, and the zone in which its floating times are read. */
interface Subject {
  readonly calendar: JComponent;
  readonly timeZone: string;
}

/** Whether an object is picked (rfc4791#9.7): some component of it passes all tests of its comp-filter. */
export function matches(calendar: JComponent, filter: ComponentFilter, timeZone: string): boolean {
  return !filter.absent && passes(calendar, filter, { calendar, timeZone });
}

function passes(component: JComponent, filter: ComponentFilter, subject: Subject): boolean {
  return (
    filter.properties.every((test) => hasProperty(component, test, subject)) &&
    filter.components.every((test) => hasComponent(component, test, subject))
  );
}

function hasComponent(inside: JComponent, filter: ComponentFilter, subject: Subject): boolean {
  const found = subcomponents(inside, filter.name);
  if (filter.absent) return found.length === 0;
  const { range } = filter;
  if (range && filter.name === 'vevent' && !touches(subject, range)) return false;
  if (range && filter.name === 'vtodo' && !taskTouches(subject.calendar, range, subject.timeZone)) return false;
  return found.some((component) => {
    if (range && filter.name === 'valarm' && !alarmRings(inside, component, range, subject)) return false;
    return passes(component, filter, subject);
  });
}

/** rfc4791#9.9: an instance of the series touches the range, whichever component describes it. */
function touches({ calendar, timeZone }: Subject, { from, to }: TimeRange): boolean {
  return touchesRange(calendar, from, to, timeZone);
}

function hasProperty(component: JComponent, test: PropertyFilter, subject: Subject): boolean {
  const found = properties(component, test.name);
  if (test.absent) return found.length === 0;
  return found.some(
    (line) =>
      (test.range === undefined || isWithin(line, test.range, subject)) &&
      (test.text === undefined || holds(valuesOf(line), test.text)) &&
      test.parameters.every((inner) => hasParameter(line, inner)),
  );
}

function hasParameter(line: JProperty, test: ParameterFilter): boolean {
  const value = parameter(line, test.name);
  if (test.absent) return value === undefined;
  if (value === undefined) return false;
  const all = line[1][test.name] ?? value;
  return test.text === undefined || holds([all].flat(), test.text);
}

function isWithin(line: JProperty, { from, to }: TimeRange, { calendar, timeZone }: Subject): boolean {
  const moment = momentOf(line);
  if (!moment) return false;
  const at = zoneBook(calendar, timeZone).instant(moment);
  return at >= from && at < to;
}

/** rfc4791#9.7.5: a substring of a value; negated, no value may hold it. */
function holds(values: readonly string[], { text, negated, collation }: TextMatch): boolean {
  const fold = folding(collation);
  const wanted = fold(text);
  return values.some((value) => fold(value).includes(wanted)) !== negated;
}

function folding(collation: TextMatch['collation']): (text: string) => string {
  switch (collation) {
    case 'i;octet':
      return (text) => text;
    case 'i;ascii-casemap':
      // rfc4790#9.2: A to Z only.
      return (text) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
    case 'i;unicode-casemap':
      return (text) => text.normalize('NFKD').toLowerCase();
  }
}

function valuesOf([, , , ...values]: JProperty): string[] {
  return values.map(textOf);
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(';') : String(value);
}
