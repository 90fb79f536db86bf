/**
 * The rules that people use (every week on these days, each second Tuesday of a month, every
 * year), counted on the wall clock without the general machinery, which takes a thousand times
 * as long. Every other rule is none of these, and has to go to it.
 */
import { DAY } from '../icalendar/moment.ts';

type Recur = Readonly<Record<string, unknown>>;

/** A rule as periods one after the other (days, weeks, months, years), each `interval` long. */
interface Periods {
  /** Number of the period in which a wall time lies; that of DTSTART is 0. */
  indexOf(wall: number): number;
  /** Starts within a period, ascending. */
  startsIn(index: number): readonly number[];
}

const weekdays: readonly string[] = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** A rule that has found nothing in so many periods finds nothing: days, weeks and leap years come round before. */
const mostEmpty = 1000;
/** No calendar tells a later year (rfc5545#3.3.4). */
const farthest = Date.UTC(9999, 11, 31);

/**
 * Starts of a rule in order, from `from` on, without end or end of COUNT and UNTIL; undefined
 * where the rule is not one of these.
 */
export function plainStarts(rule: Recur, startWall: number, from: number): Iterable<number> | undefined {
  const periods = periodsOf(rule, startWall);
  return periods && walk(periods, startWall, from);
}

function* walk(periods: Periods, startWall: number, from: number): Generator<number> {
  const first = Math.max(startWall, from);
  let empty = 0;
  for (let index = Math.max(0, periods.indexOf(first)); empty < mostEmpty; index += 1) {
    const walls = periods.startsIn(index);
    empty = walls.length === 0 ? empty + 1 : 0;
    for (const wall of walls) {
      if (wall > farthest) return;
      if (wall >= first) yield wall;
    }
  }
}

function periodsOf(rule: Recur, startWall: number): Periods | undefined {
  const { freq, interval: given, until: _until, count: _count, wkst, ...parts } = rule;
  const interval = given === undefined ? 1 : Number(given);
  if (!Number.isInteger(interval) || interval < 1 || startWall % 1000 !== 0) return undefined;
  switch (freq) {
    case 'DAILY':
      return daily(parts, startWall, interval);
    case 'WEEKLY':
      return weekly(parts, startWall, interval, firstDayOf(wkst));
    case 'MONTHLY':
      return monthly(parts, startWall, interval);
    case 'YEARLY':
      return yearly(parts, startWall, interval);
    default:
      return undefined;
  }
}

function daily({ byday, ...more }: Recur, startWall: number, interval: number): Periods | undefined {
  const days = byday === undefined ? undefined : plainDays(byday);
  if (Object.keys(more).length > 0 || (byday !== undefined && !days)) return undefined;
  const length = interval * DAY;
  const midnight = floorDay(startWall);
  return {
    indexOf: (wall) => Math.floor((wall - midnight) / length),
    startsIn(index) {
      const wall = startWall + index * length;
      return !days || days.includes(weekdayOf(wall)) ? [wall] : [];
    },
  };
}

function weekly({ byday, ...more }: Recur, startWall: number, interval: number, firstDay: number): Periods | undefined {
  const days = byday === undefined ? [weekdayOf(startWall)] : plainDays(byday);
  if (Object.keys(more).length > 0 || !days) return undefined;
  const length = interval * 7 * DAY;
  const midnight = floorDay(startWall);
  const offsetOf = (day: number): number => ((day - firstDay + 7) % 7) * DAY;
  const week = midnight - offsetOf(weekdayOf(startWall));
  const timeOfDay = startWall - midnight;
  const offsets = days.map(offsetOf).sort((one, other) => one - other);
  return {
    indexOf: (wall) => Math.floor((wall - week) / length),
    startsIn: (index) => offsets.map((offset) => week + index * length + offset + timeOfDay),
  };
}

function monthly({ byday, bymonthday, ...more }: Recur, startWall: number, interval: number): Periods | undefined {
  const pick = dayPicker(byday, bymonthday, startWall);
  return Object.keys(more).length > 0 || !pick ? undefined : months(pick, startWall, interval, monthOf(startWall));
}

function yearly(
  { byday, bymonthday, bymonth, ...more }: Recur,
  startWall: number,
  interval: number,
): Periods | undefined {
  // A weekday or a day of a month, in no month by name, is one of the whole year.
  if (bymonth === undefined && (byday !== undefined || bymonthday !== undefined)) return undefined;
  const month = bymonth === undefined ? new Date(startWall).getUTCMonth() + 1 : one(bymonth);
  const pick = dayPicker(byday, bymonthday, startWall);
  if (Object.keys(more).length > 0 || !pick || !Number.isInteger(month) || month < 1 || month > 12) return undefined;
  const year = new Date(startWall).getUTCFullYear();
  return months(pick, startWall, interval * 12, year * 12 + month - 1);
}

type DayPicker = (year: number, month: number) => number | undefined;

/** One start a period, in the month it begins with. @param firstMonth months since year 0 */
function months(pick: DayPicker, startWall: number, length: number, firstMonth: number): Periods {
  const timeOfDay = startWall - floorDay(startWall);
  return {
    indexOf: (wall) => Math.floor((monthOf(wall) - firstMonth) / length),
    startsIn(index) {
      const at = firstMonth + index * length;
      const [year, month] = [Math.floor(at / 12), at % 12];
      const day = pick(year, month);
      return day === undefined ? [] : [dateWall(year, month, day) + timeOfDay];
    },
  };
}

/** Which day of a month: DTSTART's, one by its number, or one weekday by its place; undefined for all else. */
function dayPicker(byday: unknown, bymonthday: unknown, startWall: number): DayPicker | undefined {
  if (byday !== undefined && bymonthday !== undefined) return undefined;
  if (byday === undefined) {
    const day = bymonthday === undefined ? new Date(startWall).getUTCDate() : one(bymonthday);
    if (!Number.isInteger(day) || day < 1 || day > 31) return undefined;
    return (year, month) => (day <= lengthOfMonth(year, month) ? day : undefined);
  }
  const [, sign, place, name] = /^([+-]?)([1-5])([A-Z]{2})$/.exec(String(list(byday)[0])) ?? [];
  const weekday = weekdays.indexOf(name ?? '');
  if (list(byday).length !== 1 || weekday < 0) return undefined;
  const back = (Number(place) - 1) * 7;
  return (year, month) => {
    const last = lengthOfMonth(year, month);
    const day =
      sign === '-'
        ? last - ((weekdayOf(dateWall(year, month, last)) - weekday + 7) % 7) - back
        : 1 + ((weekday - weekdayOf(dateWall(year, month, 1)) + 7) % 7) + back;
    return day >= 1 && day <= last ? day : undefined;
  };
}

/** Weekdays without a place, each once; undefined where one has a place. */
function plainDays(byday: unknown): number[] | undefined {
  const days = list(byday).map((name) => weekdays.indexOf(String(name)));
  return days.includes(-1) ? undefined : [...new Set(days)];
}

/** ical.js keeps WKST as a number, 1 for Sunday; Monday without a word (rfc5545#3.3.10). */
function firstDayOf(wkst: unknown): number {
  if (typeof wkst === 'number') return wkst - 1;
  const day = weekdays.indexOf(String(wkst));
  return day < 0 ? 1 : day;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
/** NaN for more than one. */
const one = (value: unknown): number => (list(value).length === 1 ? Number(list(value)[0]) : Number.NaN);
const floorDay = (wall: number): number => Math.floor(wall / DAY) * DAY;
/** 1970 began on a Thursday. */
const weekdayOf = (wall: number): number => (((Math.floor(wall / DAY) + 4) % 7) + 7) % 7;
const dateWall = (year: number, month: number, day: number): number => new Date(0).setUTCFullYear(year, month, day);
const lengthOfMonth = (year: number, month: number): number => new Date(dateWall(year, month + 1, 0)).getUTCDate();

function monthOf(wall: number): number {
  const date = new Date(wall);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
