/** When a person can be met at all (rfc7953): a VAVAILABILITY with the AVAILABLE times in it. */
import type { BusyPeriod } from './freeBusy.ts';
import { lengthOf } from './icalendar/duration.ts';
import { type JComponent, property, subcomponents, text } from './icalendar/jcal.ts';
import { momentOf, startOf } from './icalendar/moment.ts';
import { isProblem, parseCalendar } from './icalendar/parse.ts';
import { instances, type OccurrenceLimits } from './occurrences.ts';
import { zoneBook } from './zones/book.ts';

/** Whether a text is a calendar of VAVAILABILITY and nothing else but zones (rfc7953#7.2.4). */
export function isAvailability(source: string): boolean {
  const calendar = parseCalendar(source);
  if (isProblem(calendar)) return false;
  return (
    subcomponents(calendar, 'vavailability').length > 0 &&
    calendar[2].every(([name]) => name === 'vavailability' || name === 'vtimezone')
  );
}

/**
 * The times in [from, to) at which nobody said that she can be met: within a VAVAILABILITY
 * and outside every AVAILABLE of it. Where several overlap all of them hold; PRIORITY
 * (rfc7953#3.1) is not looked at. What can't be read takes nothing.
 */
export function unavailable(source: string, from: number, to: number, limits: OccurrenceLimits = {}): BusyPeriod[] {
  const calendar = parseCalendar(source);
  if (isProblem(calendar)) return [];
  return subcomponents(calendar, 'vavailability').flatMap((component) =>
    outside(component, calendar, { from, to }, limits),
  );
}

function outside(
  availability: JComponent,
  calendar: JComponent,
  range: { readonly from: number; readonly to: number },
  limits: OccurrenceLimits,
): BusyPeriod[] {
  const zones = zoneBook(calendar, limits.timeZone);
  const start = startOf(availability);
  const end = momentOf(property(availability, 'dtend'));
  const length = property(availability, 'duration') ? lengthOf(availability, zones) : undefined;
  const begins = start ? zones.instant(start) : range.from;
  const ends = end ? zones.instant(end) : length === undefined ? range.to : begins + length;
  let at = Math.max(range.from, begins);
  const last = Math.min(range.to, ends);
  const taken: BusyPeriod[] = [];
  const busy = busyType(availability);
  for (const free of availableTimes(availability, calendar, at, last, limits)) {
    if (free.start > at) taken.push({ start: at, end: Math.min(free.start, last), busy });
    at = Math.max(at, free.end);
  }
  if (at < last) taken.push({ start: at, end: last, busy });
  return taken;
}

function availableTimes(
  availability: JComponent,
  calendar: JComponent,
  from: number,
  to: number,
  limits: OccurrenceLimits,
) {
  if (from >= to) return [];
  const zones = subcomponents(calendar, 'vtimezone');
  const byUid = Map.groupBy(subcomponents(availability, 'available'), (component) => text(component, 'uid'));
  return [...byUid.values()]
    .flatMap((parts) => {
      // AVAILABLE recurs as an event does (rfc7953#3.1), overrides and all.
      const asEvents = parts.map(([, lines, inner]): JComponent => ['vevent', lines, inner]);
      return instances(['vcalendar', [], [...zones, ...asEvents]], from, to, limits);
    })
    .sort((one, other) => one.start - other.start);
}

/** BUSYTYPE (rfc7953#3.2); unavailable is the default. */
function busyType(availability: JComponent): BusyPeriod['busy'] {
  const written = text(availability, 'busytype').toUpperCase();
  return written === 'BUSY' || written === 'BUSY-TENTATIVE' ? written : 'BUSY-UNAVAILABLE';
}
