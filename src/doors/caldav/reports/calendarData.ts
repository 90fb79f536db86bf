/** How the text of an object is told in a report (rfc4791#9.6): whole, in part, or as instances of a range. */
import { expand, limitRecurrenceSet } from '../../../calendar/expand.ts';
import type { JComponent } from '../../../calendar/icalendar/jcal.ts';
import { parseStored, printCalendar } from '../../../calendar/icalendar/parse.ts';
import { c, caldav, d, isName } from '../xml/names.ts';
import { child, UnreadableXml, type XmlElement } from '../xml/read.ts';
import { readWholeRange } from './timeRange.ts';

/** The text as this request wants it. */
export type Rendering = (ics: string) => string;

/** Instances that one answer may hold, over all its objects. */
const mostInstances = 50_000;

/** The range of an `expand` has more instances than an answer holds. */
export class TooManyInstances extends Error {}

const whole: Rendering = (ics) => ics;

/** Reads `calendar-data` in the `prop` of a report; undefined when it is of a type that is not offered. */
export function renderingIn(body: XmlElement, timeZone: string): Rendering | undefined {
  const prop = child(body, d('prop'));
  const wanted = prop && child(prop, c('calendar-data'));
  if (!wanted) return whole;
  const type = wanted.attributes.get('content-type') ?? 'text/calendar';
  if (type.toLowerCase() !== 'text/calendar' || (wanted.attributes.get('version') ?? '2.0') !== '2.0') return undefined;
  const steps: ((calendar: JComponent) => JComponent)[] = [];
  for (const inner of wanted.children) {
    if (isName(inner, caldav, 'expand')) {
      const { from, to } = rangeOf(inner);
      let left = mostInstances;
      steps.push((calendar) => {
        const expanded = expand(calendar, from, to, { timeZone });
        left -= expanded[2].length;
        if (left < 0) throw new TooManyInstances();
        return expanded;
      });
    } else if (isName(inner, caldav, 'limit-recurrence-set')) {
      const { from, to } = rangeOf(inner);
      steps.push((calendar) => limitRecurrenceSet(calendar, from, to, { timeZone }));
    } else if (isName(inner, caldav, 'limit-freebusy-set')) {
      // Only VFREEBUSY objects have such a set (rfc4791#9.6.7), and none is kept here.
      rangeOf(inner);
    } else if (isName(inner, caldav, 'comp')) steps.push((calendar) => part(calendar, inner));
  }
  if (steps.length === 0) return whole;
  return (ics) => printCalendar(steps.reduce((calendar, step) => step(calendar), parseStored(ics)));
}

function rangeOf(element: XmlElement) {
  const range = readWholeRange(element);
  if (!range) throw new UnreadableXml(`${element.local} needs start and end, as UTC such as 20261123T000000Z`);
  return range;
}

/** The properties and components that a `comp` names (rfc4791#9.6.1). */
function part([name, lines, components]: JComponent, comp: XmlElement): JComponent {
  const named = (local: string) => comp.children.filter((inner) => isName(inner, caldav, local));
  const nameOf = (element: XmlElement) => (element.attributes.get('name') ?? '').toLowerCase();
  const props = new Map(named('prop').map((each) => [nameOf(each), each.attributes.get('novalue') === 'yes']));
  const comps = new Map(named('comp').map((each) => [nameOf(each), each]));
  // Without a word on either, that kind is not wanted (rfc4791#9.6.1: allprop and allcomp say all).
  const keptLines = named('allprop').length > 0 ? lines : lines.filter(([line]) => props.has(line));
  const keptComponents =
    named('allcomp').length > 0
      ? components
      : components.flatMap((inner) => {
          const wanted = comps.get(inner[0]);
          return wanted ? [part(inner, wanted)] : [];
        });
  const told = keptLines.map((line) =>
    props.get(line[0]) === true ? ([line[0], line[1], 'text', ''] as const) : line,
  );
  return [name, told, keptComponents];
}
