/** Busy times as another system publishes them: a VFREEBUSY (.ifb, rfc5545#3.6.4), or a calendar of events. */
import { type BusyPeriod, joinPeriods } from './freeBusy.ts';
import { durationOf } from './icalendar/duration.ts';
import {
  events,
  type JComponent,
  type JProperty,
  parameter,
  properties,
  subcomponents,
  text,
} from './icalendar/jcal.ts';
import { momentOf } from './icalendar/moment.ts';
import { isProblem, parseCalendar } from './icalendar/parse.ts';
import { type OccurrenceLimits, occurrences } from './occurrences.ts';
import { type ZoneBook, zoneBook } from './zones/book.ts';

/** Components of one file: a busy person's calendar of some years. */
const COMPONENTS = 5000;
/** Periods of one answer. */
const PERIODS = 5000;

/** Undefined for what is no calendar. */
export function readBusyFile(source: string): JComponent | undefined {
  const calendar = parseCalendar(source, COMPONENTS);
  return isProblem(calendar) ? undefined : calendar;
}

/** What of the file lies in [from, to), in order. */
export function busyInFile(file: JComponent, from: number, to: number, limits: OccurrenceLimits = {}): BusyPeriod[] {
  const zones = zoneBook(file, limits.timeZone);
  const told = subcomponents(file, 'vfreebusy')
    .flatMap((component) => properties(component, 'freebusy'))
    .flatMap((line) => periodsOf(line, zones));
  const taken = eventsApart(file).flatMap((calendar) =>
    occurrences(calendar, from, to, limits).flatMap(({ start, end, busy }) =>
      busy === 'FREE' ? [] : [{ start, end, busy }],
    ),
  );
  const inRange = [...told, ...taken]
    .filter(({ start, end }) => start < end && start < to && end > from)
    .slice(0, PERIODS)
    .map((period) => ({ ...period, start: Math.max(period.start, from), end: Math.min(period.end, to) }));
  return joinPeriods(inRange);
}

/** FREEBUSY (rfc5545#3.8.2.6): periods of one FBTYPE, each a start with an end or a length. */
function periodsOf(line: JProperty, zones: ZoneBook): BusyPeriod[] {
  const busy = (parameter(line, 'fbtype') ?? 'BUSY').toUpperCase();
  if (busy === 'FREE') return [];
  return line.slice(3).flatMap((value) => {
    const [first, second] = Array.isArray(value) ? value : String(value).split('/');
    const begins = momentOf(line, first);
    const ends = momentOf(line, second);
    if (!begins) return [];
    const start = zones.instant(begins);
    const length = typeof second === 'string' ? durationOf(second) : undefined;
    const end = ends ? zones.instant(ends) : start + (length ?? 0);
    return [{ start, end, busy: busy === 'BUSY-TENTATIVE' || busy === 'BUSY-UNAVAILABLE' ? busy : ('BUSY' as const) }];
  });
}

/** Each event with its exceptions as an object of its own: RECURRENCE-ID means nothing across UIDs. */
function eventsApart(file: JComponent): JComponent[] {
  const zones = subcomponents(file, 'vtimezone');
  const byUid = Map.groupBy(events(file), (event) => text(event, 'uid'));
  return [...byUid.values()].map((parts): JComponent => ['vcalendar', [], [...zones, ...parts]]);
}
