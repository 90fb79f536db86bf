import { organizerOf } from './icalendar/calAddress.ts';
import { lengthOf } from './icalendar/duration.ts';
import { type JComponent, subcomponents, text } from './icalendar/jcal.ts';
import { DAY, type Moment, startOf, wallText } from './icalendar/moment.ts';
import { parseStored } from './icalendar/parse.ts';
import { instanceKey, keyOf, recurrenceIdOf } from './recurrence/instance.ts';
import { rangesOf } from './recurrence/range.ts';
import { recurs, starts } from './recurrence/rule.ts';
import { type ZoneBook, zoneBook } from './zones/book.ts';

/** One instance of an event, as a week view, a time-range query or free/busy needs it. */
export interface Occurrence {
  readonly uid: string;
  /** UTC ms. */
  readonly start: number;
  readonly end: number;
  /** Which instance of a series, as RECURRENCE-ID would say it (jCal form); absent for a single event. */
  readonly recurrenceId?: string;
  readonly summary: string;
  readonly location: string;
  readonly status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED';
  readonly allDay: boolean;
  readonly busy: 'FREE' | 'BUSY' | 'BUSY-TENTATIVE' | 'BUSY-UNAVAILABLE';
  readonly organizer?: string;
}

export interface OccurrenceLimits {
  /** IANA zone in which dates and floating times are read; UTC without it. */
  readonly timeZone?: string;
  /** Most instances returned. */
  readonly limit?: number;
  /** Of which components; events without it. Tasks take no time and are in no view of it. */
  readonly component?: 'vevent' | 'vtodo';
}

const LIMIT = 2000;
/** Years 100 to 9800: a range without an end is asked for as one far away. */
export const EARLIEST = Date.UTC(100, 0, 1);
export const LATEST = Date.UTC(9800, 0, 1);

/** One instance with the component it comes from: the series, a single event, or an override. */
export interface Instance {
  readonly event: JComponent;
  readonly moment: Moment;
  /** UTC ms. */
  readonly start: number;
  readonly end: number;
  /** Which instance of a series; absent for a single event. */
  readonly id?: Moment;
}

/** Instances of one object that touch [from, to), UTC ms, in order of start. */
export function occurrences(
  calendar: string | JComponent,
  rangeFrom: number,
  rangeTo: number,
  limits: OccurrenceLimits = {},
): Occurrence[] {
  return instances(calendar, rangeFrom, rangeTo, limits).map(({ event, start, end, id }) => ({
    ...described(event),
    start,
    end,
    ...(id && { recurrenceId: wallText(id.wall, id.kind) }),
  }));
}

/** As `occurrences`, for whoever needs the component itself. */
export function instances(
  calendar: string | JComponent,
  rangeFrom: number,
  rangeTo: number,
  limits: OccurrenceLimits = {},
): Instance[] {
  const from = Math.max(rangeFrom, EARLIEST);
  const to = Math.min(rangeTo, LATEST);
  const parsed = typeof calendar === 'string' ? parseStored(calendar) : calendar;
  const zones = zoneBook(parsed, limits.timeZone);
  const limit = limits.limit ?? LIMIT;
  const all = subcomponents(parsed, limits.component ?? 'vevent');
  const overridden = new Set(all.map((event) => instanceKey(event, zones)).filter((key) => key !== ''));
  const ranges = rangesOf(all, zones);
  const furthest = ranges.reduce(
    (most, { shift, event }) => Math.max(most, Math.abs(shift) + lengthOf(event, zones)),
    0,
  );
  const found: Instance[] = [];
  for (const event of all) {
    const start = startOf(event);
    if (!start) continue;
    const length = lengthOf(event, zones);
    const override = recurrenceIdOf(event);
    const series = !override && recurs(event);
    const walls = series
      ? starts(
          event,
          zones,
          zones.of(start).toWall(from - length - furthest) - 1,
          zones.of(start).toWall(to + furthest),
          // Some may only end where the range begins; many, where an override moves what follows it.
          limit + overridden.size + (furthest > 0 ? LIMIT : 2),
        )
      : [start.wall];
    for (const wall of walls) {
      const moment: Moment = { ...start, wall };
      if (series && overridden.has(keyOf(moment, zones))) continue;
      // rfc5545#3.2.13: from that instance on the series is what the override says, as much later or earlier.
      const range = series ? ranges.find(({ from: first }) => first <= zones.instant(moment)) : undefined;
      const begins = zones.instant(moment) + (range?.shift ?? 0);
      const ends = range ? begins + lengthOf(range.event, zones) : endOf(moment, length, begins, zones);
      if (!touches(begins, ends, from, to)) continue;
      const id = override ?? (series ? moment : undefined);
      const shown: Moment = range ? { ...moment, wall: zones.of(moment).toWall(begins) } : moment;
      found.push({ event: range?.event ?? event, moment: shown, start: begins, end: ends, ...(id && { id }) });
    }
  }
  return found.sort((one, other) => one.start - other.start).slice(0, limit);
}

/** Whole days are days of the calendar, be they 23 or 25 hours long; all else is exact time. */
function endOf(start: Moment, length: number, begins: number, zones: ZoneBook): number {
  return start.kind === 'date' && length % DAY === 0
    ? zones.instant({ ...start, wall: start.wall + length })
    : begins + length;
}

/** rfc4791#9.9: an instance without length is touched by its start. */
export function touches(start: number, end: number, from: number, to: number): boolean {
  return start < to && (end > from || (start === end && start >= from));
}

function described(event: JComponent): Omit<Occurrence, 'start' | 'end' | 'recurrenceId'> {
  const written = text(event, 'status').toUpperCase();
  const status = written === 'CANCELLED' || written === 'TENTATIVE' ? written : 'CONFIRMED';
  const organizer = organizerOf(event);
  return {
    uid: text(event, 'uid'),
    summary: text(event, 'summary'),
    location: text(event, 'location'),
    status,
    allDay: startOf(event)?.kind === 'date',
    busy: busyOf(event, status),
    ...(organizer !== undefined && { organizer }),
  };
}

function busyOf(event: JComponent, status: Occurrence['status']): Occurrence['busy'] {
  if (status === 'CANCELLED' || text(event, 'transp').toUpperCase() === 'TRANSPARENT') return 'FREE';
  switch (text(event, 'x-microsoft-cdo-busystatus').toUpperCase()) {
    case 'FREE':
      return 'FREE';
    case 'TENTATIVE':
      return 'BUSY-TENTATIVE';
    case 'OOF':
      return 'BUSY-UNAVAILABLE';
    default:
      return status === 'TENTATIVE' ? 'BUSY-TENTATIVE' : 'BUSY';
  }
}
