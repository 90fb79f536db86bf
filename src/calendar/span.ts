import { lengthOf } from './icalendar/duration.ts';
import { type JComponent, property, scheduled } from './icalendar/jcal.ts';
import { DAY, type Moment, momentOf, startOf } from './icalendar/moment.ts';
import { parseStored } from './icalendar/parse.ts';
import { EARLIEST, LATEST, touches } from './occurrences.ts';
import { recurrenceIdOf } from './recurrence/instance.ts';
import { rangesOf } from './recurrence/range.ts';
import { recurs, ruleOf, starts, untilOf } from './recurrence/rule.ts';
import { type ZoneBook, zoneBook, zoneOf } from './zones/book.ts';
import { ianaZone } from './zones/iana.ts';
import { utcZone } from './zones/zone.ts';

export interface Span {
  /** UTC ms of the earliest start. */
  readonly spanStart: number;
  /** UTC ms of the latest end; null when the series never ends. */
  readonly spanEnd: number | null;
  /** Absent where only the object itself can say when in its span it takes place. */
  readonly extent?: Extent;
}

/**
 * What lies in the span of an object with one instance. `whole`: it takes the span from end to
 * end. `days`: it takes whole days of whichever zone they are read in; the span is those days in
 * UTC and, on both sides, as much more as a zone may lie away from it.
 */
export type Extent = 'whole' | 'days';

const WIDEST_ZONE = 14 * 3_600_000;
const LONGEST_COUNT = 5000;
const LAST_INSTANT = Date.UTC(9999, 0, 1);

/**
 * The time an object covers with all instances, for an index: nothing of it lies outside,
 * but there may be holes in it. Dates and floating times cover every zone unless
 * `timeZone` (IANA) says in which they are read.
 */
export function spanOf(calendar: string | JComponent, timeZone?: string): Span {
  const parsed = typeof calendar === 'string' ? parseStored(calendar) : calendar;
  const zones = zoneBook(parsed, timeZone);
  const slack = timeZone === undefined ? WIDEST_ZONE : 0;
  let spanStart = Number.POSITIVE_INFINITY;
  let spanEnd: number | null = 0;
  for (const event of scheduled(parsed)) {
    const start = startOf(event) ?? momentOf(property(event, 'due'));
    if (!start) {
      // A task without a date is always there (rfc4791#9.9).
      if (event[0] === 'vtodo') return { spanStart: 0, spanEnd: null };
      continue;
    }
    const wide = start.kind === 'date' || start.kind === 'floating' ? slack : 0;
    spanStart = Math.min(spanStart, zones.instant(start) - wide, ...dateList(event, zones, Math.min));
    const last = lastStart(event, start, zones);
    const end = last === null ? null : last + lengthOf(event, zones) + wide;
    spanEnd = spanEnd === null || end === null ? null : Math.max(spanEnd, end);
  }
  // What follows an override of this-and-future moves along with it.
  for (const { shift, event } of rangesOf(scheduled(parsed), zones)) {
    spanStart += Math.min(0, shift);
    if (spanEnd !== null) spanEnd += Math.max(0, shift) + lengthOf(event, zones);
  }
  if (!Number.isFinite(spanStart)) return { spanStart: 0, spanEnd: 0 };
  const span: Span = { spanStart, spanEnd };
  // Read in one zone, its days would be those of that zone only.
  const extent = timeZone === undefined ? extentOf(scheduled(parsed), span, parsed) : undefined;
  return extent ? { ...span, extent } : span;
}

/** Only where `instances` would say the same, whoever looks. */
function extentOf([event, ...more]: readonly JComponent[], span: Span, calendar: JComponent): Extent | undefined {
  if (event?.[0] !== 'vevent' || more.length > 0 || recurs(event) || recurrenceIdOf(event)) return undefined;
  if (span.spanStart < EARLIEST || span.spanEnd === null || span.spanEnd > LATEST) return undefined;
  const start = startOf(event);
  const end = momentOf(property(event, 'dtend'));
  if (start?.kind === 'date') {
    const length = lengthOf(event, zoneBook(calendar));
    return (end === undefined || end.kind === 'date') && length % DAY === 0 ? 'days' : undefined;
  }
  return start && isFixed(start, calendar) && (!end || isFixed(end, calendar)) ? 'whole' : undefined;
}

/** A zone that means nothing is read as the zone of whoever looks. */
function isFixed({ kind, tzid }: Moment, calendar: JComponent): boolean {
  return kind === 'utc' || (kind === 'zoned' && tzid !== undefined && zoneOf(calendar, tzid) !== undefined);
}

/**
 * Whether something takes place within [from, to), by its span alone (rfc4791#9.9); undefined where
 * the object itself has to be looked at. `timeZone` (IANA): in which dates are read.
 */
export function takesPlace(span: Span, from: number, to: number, timeZone?: string): boolean | undefined {
  const { spanStart, spanEnd, extent } = span;
  if (extent === undefined || spanEnd === null) return undefined;
  switch (extent) {
    case 'whole':
      return touches(spanStart, spanEnd, from, to);
    case 'days': {
      const zone = (timeZone === undefined ? undefined : ianaZone(timeZone)) ?? utcZone;
      return touches(zone.toUtc(spanStart + WIDEST_ZONE), zone.toUtc(spanEnd - WIDEST_ZONE), from, to);
    }
  }
}

function lastStart(event: JComponent, start: Moment, zones: ZoneBook): number | null {
  const first = zones.instant(start);
  if (!recurs(event)) return first;
  const latest = Math.max(first, ...dateList(event, zones, Math.max));
  const rule = ruleOf(event);
  if (!rule) return latest;
  const until = untilOf(rule, start, zones);
  if (until !== undefined) return Math.max(latest, zones.of(start).toUtc(until));
  if (typeof rule.count !== 'number') return null;
  const simple = evenly(rule, start.wall);
  // A count that leaves the calendar of four-digit years has no end that anybody sees.
  if (simple !== undefined && simple > LAST_INSTANT) return null;
  if (simple !== undefined) return Math.max(latest, zones.of(start).toUtc(simple));
  if (rule.count > LONGEST_COUNT) return null;
  const all = starts(event, zones, start.wall, Number.MAX_SAFE_INTEGER, LONGEST_COUNT);
  return Math.max(latest, zones.of(start).toUtc(all.at(-1) ?? start.wall));
}

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** No zone skips a time of day later than this. */
const GAPS_END = 5 * 3_600_000;

/** Last start of a rule that only counts days, or weeks on DTSTART's own weekday; most do, and need no expansion. */
function evenly(rule: Readonly<Record<string, unknown>>, startWall: number): number | undefined {
  const unit = rule.freq === 'DAILY' ? DAY : rule.freq === 'WEEKLY' ? 7 * DAY : undefined;
  if (unit === undefined || typeof rule.count !== 'number' || startWall % DAY < GAPS_END) return undefined;
  const parts = Object.keys(rule).filter((part) => !['freq', 'interval', 'count', 'wkst'].includes(part));
  const ownDay = rule.freq === 'WEEKLY' && String(rule.byday) === WEEKDAYS[new Date(startWall).getUTCDay()];
  if (!parts.every((part) => part === 'byday' && ownDay)) return undefined;
  return startWall + (rule.count - 1) * Math.max(1, Number(rule.interval ?? 1)) * unit;
}

function dateList(event: JComponent, zones: ZoneBook, pick: (...values: number[]) => number): number[] {
  const instants = event[1]
    .filter(([name]) => name === 'rdate')
    .flatMap((line) =>
      line.slice(3).flatMap((value) => {
        const moment = momentOf(line, Array.isArray(value) ? value[0] : value);
        return moment ? [zones.instant(moment)] : [];
      }),
    );
  return instants.length === 0 ? [] : [instants.reduce((one, other) => pick(one, other))];
}
