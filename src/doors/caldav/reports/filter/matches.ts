import { events, type JComponent, properties } from '../../../../calendar/icalendar/jcal.ts';
import { occurrences } from '../../../../calendar/occurrences.ts';
import type { CalendarFilter, PropertyFilter } from './read.ts';

/** Whether an object is picked: an instance of it touches the range (rfc4791#9.9), and one of its events passes all other tests. */
export function matches(calendar: JComponent, filter: CalendarFilter, timeZone: string): boolean {
  if (!filter.events) return false;
  const { range } = filter;
  if (range && occurrences(calendar, range.from, range.to, { timeZone, limit: 1 }).length === 0) return false;
  return events(calendar).some((event) => filter.properties.every((test) => passes(event, test)));
}

function passes(event: JComponent, test: PropertyFilter): boolean {
  const found = properties(event, test.property);
  switch (test.kind) {
    case 'defined':
      return found.length > 0;
    case 'undefined':
      return found.length === 0;
    case 'text': {
      const fold = test.exact ? (text: string) => text : asciiLower;
      const wanted = fold(test.text);
      // rfc4791#9.7.5: a substring; negated, no value may hold it.
      const holds = found.some(([, , , ...values]) => values.some((value) => fold(textOf(value)).includes(wanted)));
      return holds !== test.negated;
    }
  }
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(';') : String(value);
}

/** i;ascii-casemap (rfc4790#9.2): A to Z only. */
function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
