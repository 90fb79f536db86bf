import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { type JComponent, properties, property } from '../icalendar/jcal.ts';
import { DAY, type Moment, momentOf, startOf, wallOf } from '../icalendar/moment.ts';
import type { ZoneBook } from '../zones/book.ts';
import type { Zone } from '../zones/zone.ts';
import { plainStarts } from './periods.ts';

/** What of a rule expansion may cost at most. */
const LIMITS = { maxIterations: 20_000, maxCandidateEvaluations: 200_000 };

type Frequency = 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY' | 'HOURLY' | 'MINUTELY' | 'SECONDLY';
const PERIOD: Readonly<Record<Frequency, number>> = {
  YEARLY: 366 * DAY,
  MONTHLY: 31 * DAY,
  WEEKLY: 7 * DAY,
  DAILY: DAY,
  HOURLY: 3_600_000,
  MINUTELY: 60_000,
  SECONDLY: 1000,
};
const WINDOWS_CAP = 100;
/** Instances that a day taken out may have had. */
const MOST_A_DAY = 24;

type Options = ConstructorParameters<typeof RRuleTemporal<Temporal.ZonedDateTime>>[0];
type Recur = Readonly<Record<string, unknown>>;

/** True when the event recurs at all. */
export function recurs(event: JComponent): boolean {
  return event[1].some(([name]) => name === 'rrule' || name === 'rdate');
}

export function ruleOf(event: JComponent): Recur | undefined {
  const value = property(event, 'rrule')?.[3];
  return typeof value === 'object' && value !== null ? (value as Recur) : undefined;
}

/**
 * Starts of a recurrence set (rfc5545#3.8.5) within [from, to], as wall time of DTSTART's
 * zone, ascending, EXDATE taken out; overrides are the caller's. Rules run on the wall
 * clock and each start is converted afterwards, which is what rfc5545#3.3.10 describes
 * and costs a tenth of zoned arithmetic. Times that the clock skips do not occur.
 */
export function starts(event: JComponent, zones: ZoneBook, from: number, to: number, limit: number): number[] {
  const start = startOf(event);
  if (!start) return [];
  const zone = zones.of(start);
  const inStartsZone = (moment: Moment): number =>
    moment.kind === start.kind && moment.tzid === start.tzid
      ? moment.wall
      : moment.kind === 'date'
        ? moment.wall
        : zone.toWall(zones.instant(moment));
  const found = new Set<number>();
  if (start.wall >= from && start.wall <= to) found.add(start.wall);
  const rule = ruleOf(event);
  const excluded = dates(event, 'exdate', inStartsZone);
  // Outlook and old Apple clients exclude a timed instance by its DATE.
  const days = start.kind === 'date' ? undefined : daysExcluded(event);
  // What is taken out again must not stand in the place of what follows.
  const wanted = limit + excluded.length + (days?.size ?? 0) * MOST_A_DAY;
  if (rule) for (const wall of expand(rule, start, zones, from, to, wanted)) found.add(wall);
  for (const wall of dates(event, 'rdate', inStartsZone)) if (wall >= from && wall <= to) found.add(wall);
  for (const wall of excluded) found.delete(wall);
  if (days?.size) for (const each of found) if (days.has(each - (each % DAY))) found.delete(each);
  return [...found].sort((one, other) => one - other).slice(0, limit);
}

function expand(rule: Recur, start: Moment, zones: ZoneBook, from: number, to: number, limit: number): number[] {
  const zone = zones.of(start);
  const until = untilOf(rule, start, zones);
  const last = until === undefined ? to : Math.min(to, until);
  if (last < from || last < start.wall) return [];
  return plainly(rule, start, zone, from, last, limit) ?? generally(rule, start, zone, from, last, limit);
}

type Expansion = (rule: Recur, start: Moment, zone: Zone, from: number, last: number, limit: number) => number[];

/** rfc5545#3.3.10: a wall time in a gap is not part of the set. */
function occurs(wall: number, start: Moment, zone: Zone): boolean {
  return start.kind === 'date' || zone.toWall(zone.toUtc(wall)) === wall;
}

/** What a rule hangs on besides itself. */
const toldOf = (start: Moment, zone: Zone): string => `${start.wall} ${start.kind} ${zone.id}`;

/** The rules that most people use; undefined for the others. */
export const plainly = ((rule, start, zone, from, last, limit) => {
  const isCounted = typeof rule.count === 'number';
  // What is counted is counted from the start.
  const walls = plainStarts(rule, start.wall, isCounted ? start.wall : from);
  if (!walls) return undefined;
  if (isCounted) {
    const all = counted(rule, Number(rule.count), toldOf(start, zone), last, (horizon, take) => {
      for (const wall of walls) if (wall > horizon || (occurs(wall, start, zone) && !take(wall))) break;
    });
    return all.filter((wall) => wall >= from && wall <= last).slice(0, limit);
  }
  const found: number[] = [];
  for (const wall of walls) {
    if (wall > last || found.length >= limit) break;
    if (occurs(wall, start, zone)) found.push(wall);
  }
  return found;
}) satisfies (...given: Parameters<Expansion>) => number[] | undefined;

/** Any rule. */
export const generally: Expansion = (rule, start, zone, from, last, limit) => {
  try {
    const found: number[] = [];
    const options = optionsOf(rule, start.wall);
    if (!options) return [];
    const expanded = new RRuleTemporal<Temporal.ZonedDateTime>(options);
    const exists = (wall: number): boolean => occurs(wall, start, zone);
    const first = Math.max(from, start.wall);
    if (typeof rule.count === 'number') {
      // Neither does an instance in a gap consume COUNT, so the counting is done here.
      const all = counted(rule, rule.count, toldOf(start, zone), last, (horizon, take) =>
        expanded.all((date) => {
          const wall = date.epochMilliseconds;
          return wall <= horizon && (!exists(wall) || take(wall));
        }),
      );
      return all.filter((wall) => wall >= first && wall <= last).slice(0, limit);
    }
    // A window at a time, each about as long as `limit` periods, so that an endless rule costs what is asked for.
    const step = (PERIOD[rule.freq as Frequency] ?? DAY) * Math.max(1, Number(rule.interval ?? 1)) * limit;
    for (let at = first, windows = 0; at <= last && found.length < limit && windows < WINDOWS_CAP; windows++) {
      const end = Math.min(last, at + step);
      for (const date of expanded.between(new Date(at), new Date(end), true))
        if (exists(date.epochMilliseconds)) found.push(date.epochMilliseconds);
      at = end + 1;
    }
    return found;
  } catch {
    // Over its limits or contradictory (BYMONTHDAY=31;BYMONTH=2): what remains is DTSTART.
    return [];
  }
};

interface Counted {
  /** All instances up to here are in `walls`. */
  readonly horizon: number;
  readonly walls: readonly number[];
}

/** What was counted of a rule already: a series with many exceptions asks about each of them, from the start every time. */
const countedRules = new WeakMap<Recur, Map<string, Counted>>();
const COUNT_CAP = 10_000;

/** Instances of a rule with COUNT up to `last` at least; `told` says which start and zone they hang on. */
function counted(
  rule: Recur,
  count: number,
  told: string,
  last: number,
  walk: (horizon: number, take: (wall: number) => boolean) => void,
): readonly number[] {
  const known = countedRules.get(rule) ?? new Map<string, Counted>();
  countedRules.set(rule, known);
  const before = known.get(told);
  if (before && before.horizon >= last) return before.walls;
  // Whoever asks further asks on and on: the second time everything is counted, which the cap bounds.
  const horizon = before ? Number.POSITIVE_INFINITY : last;
  const walls: number[] = [];
  let reached = horizon;
  try {
    walk(horizon, (wall) => {
      walls.push(wall);
      return walls.length < Math.min(count, COUNT_CAP);
    });
  } catch (fault) {
    // A sparse rule meets the limits of its expansion far away; what lies before them holds.
    reached = walls.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (reached < last) throw fault;
  }
  known.set(told, { horizon: walls.length >= Math.min(count, COUNT_CAP) ? Number.POSITIVE_INFINITY : reached, walls });
  return walls;
}

/** UNTIL as wall time in DTSTART's zone (rfc5545#3.3.10: UTC where DTSTART has a zone); a DATE covers its day. */
export function untilOf(rule: Recur, start: Moment, zones: ZoneBook): number | undefined {
  if (typeof rule.until !== 'string') return undefined;
  const wall = wallOf(rule.until);
  if (wall === undefined) return undefined;
  if (rule.until.length === 10) return start.kind === 'date' ? wall : wall + DAY - 1000;
  return rule.until.endsWith('Z') && start.kind !== 'date' ? zones.of(start).toWall(wall) : wall;
}

function optionsOf(rule: Recur, startWall: number): Options | undefined {
  if (typeof rule.freq !== 'string') return undefined;
  const list = (name: string): unknown[] | undefined => {
    const value = rule[name];
    return value === undefined ? undefined : Array.isArray(value) ? value : [value];
  };
  const numbers = (name: string): number[] | undefined => list(name)?.map(Number);
  const byDay = list('byday')?.map(String);
  return {
    freq: rule.freq as Frequency,
    interval: typeof rule.interval === 'number' && rule.interval > 0 ? rule.interval : 1,
    dtstart: Temporal.Instant.fromEpochMilliseconds(startWall).toZonedDateTimeISO('UTC'),
    tzid: 'UTC',
    ...(byDay && { byDay }),
    ...given('byMonth', numbers('bymonth')),
    ...given('byMonthDay', numbers('bymonthday')),
    ...given('byYearDay', numbers('byyearday')),
    ...given('byWeekNo', numbers('byweekno')),
    ...given('byHour', numbers('byhour')),
    ...given('byMinute', numbers('byminute')),
    ...given('bySecond', numbers('bysecond')),
    ...given('bySetPos', numbers('bysetpos')),
    ...(rule.wkst !== undefined && { wkst: weekday(rule.wkst) }),
    cache: false,
    ...LIMITS,
  };
}

function given<Name extends string>(name: Name, values: number[] | undefined): { [key in Name]?: number[] } {
  return values ? ({ [name]: values } as { [key in Name]: number[] }) : {};
}

/** ical.js keeps WKST as a number, 1 for Sunday. */
function weekday(value: unknown): string {
  return typeof value === 'number' ? (['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][value - 1] ?? 'MO') : String(value);
}

function dates(event: JComponent, name: 'rdate' | 'exdate', wallOfMoment: (moment: Moment) => number): number[] {
  return properties(event, name).flatMap((line) =>
    line.slice(3).flatMap((value) => {
      // A PERIOD (rfc5545#3.3.9) starts with its date-time.
      const moment = momentOf(line, Array.isArray(value) ? value[0] : value);
      return moment ? [wallOfMoment(moment)] : [];
    }),
  );
}

function daysExcluded(event: JComponent): Set<number> {
  const days = properties(event, 'exdate').flatMap((line) =>
    line[2] === 'date'
      ? line.slice(3).flatMap((value) => (typeof value === 'string' ? (wallOf(value) ?? []) : []))
      : [],
  );
  return new Set(days);
}
