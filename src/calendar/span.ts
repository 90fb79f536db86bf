import { lengthOf } from './icalendar/duration.ts';
import { type JComponent, property, scheduled } from './icalendar/jcal.ts';
import { DAY, type Moment, momentOf, startOf } from './icalendar/moment.ts';
import { parseStored } from './icalendar/parse.ts';
import { rangesOf } from './recurrence/range.ts';
import { recurs, ruleOf, starts, untilOf } from './recurrence/rule.ts';
import { type ZoneBook, zoneBook } from './zones/book.ts';

export interface Span {
  /** UTC ms of the earliest start. */
  readonly spanStart: number;
  /** UTC ms of the latest end; null when the series never ends. */
  readonly spanEnd: number | null;
}

const WIDEST_ZONE = 14 * 3_600_000;
const LONGEST_COUNT = 5000;

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
  return Number.isFinite(spanStart) ? { spanStart, spanEnd } : { spanStart: 0, spanEnd: 0 };
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
