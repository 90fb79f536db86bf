/**
 * Graph's recurrence (a pattern and a range) and iCalendar's RRULE (rfc5545#3.3.10).
 * Everything Graph can say has a rule; a rule Graph can't say is read as null. In a month
 * that is too short Exchange takes its last day, where BYMONTHDAY alone would skip the
 * month: BYMONTHDAY=28,29,30;BYSETPOS=-1 says the same.
 */
import type { DayOfWeek, PatternedRecurrence, RecurrencePattern, WeekIndex } from '@microsoft/microsoft-graph-types';
import { DAY, type Moment, wallOf, wallText } from '../../../calendar/icalendar/moment.ts';
import { untilOf } from '../../../calendar/recurrence/rule.ts';
import type { ZoneBook } from '../../../calendar/zones/book.ts';

export type Recur = Readonly<Record<string, unknown>>;

export const weekDays: readonly DayOfWeek[] = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
];
const codes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const indexes: Readonly<Record<WeekIndex, number>> = { first: 1, second: 2, third: 3, fourth: 4, last: -1 };

/** A rule as Graph tells it; null when Graph has no words for it. */
export function patternedRecurrence(rule: Recur, start: Moment, zones: ZoneBook): PatternedRecurrence | null {
  const pattern = patternOf(rule, start);
  if (!pattern) return null;
  const startDate = wallText(start.wall, 'date');
  const zone = zones.of(start);
  const recurrenceTimeZone = zone.iana ?? zone.id;
  if (typeof rule.count === 'number') {
    const range = { type: 'numbered' as const, startDate, endDate: '0001-01-01', recurrenceTimeZone };
    return { pattern, range: { ...range, numberOfOccurrences: rule.count } };
  }
  const until = untilOf(rule, start, zones);
  if (until === undefined) {
    const range = { type: 'noEnd' as const, startDate, endDate: '0001-01-01', recurrenceTimeZone };
    return { pattern, range: { ...range, numberOfOccurrences: 0 } };
  }
  // UNTIL before the time of day at which it begins leaves that day out.
  const lastDay = until % DAY < start.wall % DAY ? until - DAY : until;
  const range = { type: 'endDate' as const, startDate, endDate: wallText(lastDay, 'date'), recurrenceTimeZone };
  return { pattern, range: { ...range, numberOfOccurrences: 0 } };
}

/** Parts a pattern may use; the rest of them must be absent, or the rule says more than Graph can. */
function patternOf(rule: Recur, start: Moment): RecurrencePattern | undefined {
  const date = new Date(start.wall);
  const interval = typeof rule.interval === 'number' ? rule.interval : 1;
  const days = byDays(list(rule.byday));
  const monthDays = list(rule.bymonthday).map(Number);
  const months = list(rule.bymonth).map(Number);
  const positions = list(rule.bysetpos).map(Number);
  const firstDayOfWeek = weekDays[(typeof rule.wkst === 'number' ? rule.wkst : 2) - 1] ?? 'monday';
  const used = (...parts: readonly string[]): boolean =>
    Object.keys(rule).every((part) => ['freq', 'interval', 'count', 'until', 'wkst', ...parts].includes(part));
  const base = { interval, month: 0, dayOfMonth: 0, firstDayOfWeek, index: 'first' as WeekIndex };
  if (days === undefined) return undefined;
  const named = days.map(({ day }) => day);
  switch (rule.freq) {
    case 'DAILY':
      return used() ? { ...base, type: 'daily', firstDayOfWeek: 'sunday' } : undefined;
    case 'WEEKLY': {
      if (!used('byday') || days.some(({ nth }) => nth !== 0)) return undefined;
      const daysOfWeek = named.length > 0 ? named : [weekDays[date.getUTCDay()] as DayOfWeek];
      return { ...base, type: 'weekly', daysOfWeek };
    }
    case 'MONTHLY': {
      if (named.length > 0) {
        const index = used('byday', 'bysetpos') ? indexOf(days, positions) : undefined;
        return index && { ...base, type: 'relativeMonthly', daysOfWeek: named, index, firstDayOfWeek: 'sunday' };
      }
      const dayOfMonth = used('bymonthday', 'bysetpos') ? dayIn(monthDays, positions, date) : undefined;
      if (dayOfMonth === undefined) return undefined;
      return { ...base, type: 'absoluteMonthly', dayOfMonth, firstDayOfWeek: 'sunday' };
    }
    case 'YEARLY': {
      if (months.length > 1) return undefined;
      const month = months[0] ?? date.getUTCMonth() + 1;
      if (named.length > 0) {
        if (months.length === 0) return undefined; // BYDAY without BYMONTH counts over the year
        const index = used('byday', 'bysetpos', 'bymonth') ? indexOf(days, positions) : undefined;
        return index && { ...base, type: 'relativeYearly', daysOfWeek: named, index, month, firstDayOfWeek: 'sunday' };
      }
      if (!used('bymonth', 'bymonthday', 'bysetpos')) return undefined;
      // Without BYMONTH, BYMONTHDAY means that day of every month.
      if (months.length === 0 && monthDays.length > 0) return undefined;
      const dayOfMonth = dayIn(monthDays, positions, date, month);
      if (dayOfMonth === undefined) return undefined;
      return { ...base, type: 'absoluteYearly', dayOfMonth, month, firstDayOfWeek: 'sunday' };
    }
    default:
      return undefined;
  }
}

/** Day of the month; undefined where short months would be skipped, which Graph has no words for. */
function dayIn(monthDays: number[], positions: number[], start: Date, month?: number): number | undefined {
  const [first, ...more] = monthDays;
  const always = month === undefined ? 28 : lastDays[month - 1] === 29 ? 28 : (lastDays[month - 1] ?? 28);
  if (first === undefined) {
    return positions.length === 0 && start.getUTCDate() <= always ? start.getUTCDate() : undefined;
  }
  if (more.length === 0 && positions.length === 0) {
    if (first === -1) return 31;
    return first >= 1 && first <= always ? first : undefined;
  }
  const sorted = monthDays.toSorted((one, other) => one - other);
  const run = sorted.every((day, index) => day === 28 + index);
  return run && positions.length === 1 && positions[0] === -1 && sorted.length <= 3 ? sorted.at(-1) : undefined;
}

/** Longest length of each month. */
export const lastDays: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function indexOf(days: readonly { nth: number }[], positions: readonly number[]): WeekIndex | undefined {
  const [first] = days;
  const nth =
    positions.length === 0 && days.length === 1
      ? first?.nth
      : days.every((day) => day.nth === 0) && positions.length === 1
        ? positions[0]
        : undefined;
  return (Object.keys(indexes) as WeekIndex[]).find((index) => indexes[index] === nth);
}

/** `MO`, `2MO`, `-1FR`; undefined when one is neither. */
function byDays(values: readonly unknown[]): { day: DayOfWeek; nth: number }[] | undefined {
  const found: { day: DayOfWeek; nth: number }[] = [];
  for (const value of values) {
    const text = String(value);
    const day = weekDays[codes.indexOf(text.slice(-2))];
    const nth = text.length === 2 ? 0 : Number(text.slice(0, -2));
    if (day === undefined || !Number.isInteger(nth)) return undefined;
    found.push({ day, nth });
  }
  return found;
}

function list(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** `SU` for sunday. */
export function dayCode(day: DayOfWeek): string {
  return codes[weekDays.indexOf(day)] ?? 'MO';
}

export function positionOf(index: WeekIndex): number {
  return indexes[index];
}

export function isDate(text: string): boolean {
  return text.length === 10 && wallOf(text) !== undefined;
}
