import { lengthOf } from '../icalendar/duration.ts';
import { type JComponent, properties, property } from '../icalendar/jcal.ts';
import { momentOf, startOf } from '../icalendar/moment.ts';
import type { ZoneBook } from '../zones/book.ts';

/**
 * When an event takes place, comparable as text: another value means that it was
 * rescheduled and must be answered again (rfc5546#2.1.4, rfc6638#3.2.8). The same
 * instant told in another zone is the same time, unless it recurs by that zone's clock.
 */
export function timingOf(event: JComponent, zones: ZoneBook): string {
  // A task may have a date it is due by and none to begin (rfc5545#3.6.2).
  const start = startOf(event) ?? momentOf(property(event, 'due'));
  if (!start) return '';
  const rules = properties(event, 'rrule').map((line) => JSON.stringify(sorted(line[3])));
  const dates = properties(event, 'rdate').flatMap((line) =>
    line.slice(3).map((value) => {
      const moment = momentOf(line, Array.isArray(value) ? value[0] : value);
      return moment ? zones.instant(moment) : 0;
    }),
  );
  const clock = rules.length > 0 ? [zones.of(start).iana ?? start.tzid ?? start.kind] : [];
  return JSON.stringify([
    start.kind === 'date',
    zones.instant(start),
    lengthOf(event, zones),
    rules,
    dates.sort(),
    clock,
  ]);
}

function sorted(rule: unknown): unknown {
  if (typeof rule !== 'object' || rule === null) return rule;
  return Object.entries(rule)
    .filter(([name, value]) => !(name === 'interval' && value === 1) && name !== 'wkst')
    .map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : [value]] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
