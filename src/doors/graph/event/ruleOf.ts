/** A recurrence as Graph's clients write it, to an RRULE value; or the refusal that names the field. */
import type { DayOfWeek, WeekIndex } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import { wallOf, wallText } from '../../../calendar/icalendar/moment.ts';
import { named } from '../../../calendar/zones/book.ts';
import { badRequest } from '../frame/failure.ts';
import { dayCode, isDate, lastDays, positionOf, weekDays } from './recurrence.ts';

const dayOfWeek = z.enum(weekDays as readonly [DayOfWeek, ...DayOfWeek[]]);
const weekIndex = z.enum(['first', 'second', 'third', 'fourth', 'last'] satisfies readonly WeekIndex[]);
const date = z.string().refine(isDate, 'a date such as 2026-11-24');

/** What a client may send; a field that its type of pattern does not use is ignored, as Exchange does. */
export const recurrenceForm = z.object({
  pattern: z.object({
    type: z.enum(['daily', 'weekly', 'absoluteMonthly', 'relativeMonthly', 'absoluteYearly', 'relativeYearly']),
    interval: z.number().int().min(1).max(999).default(1),
    month: z.number().int().min(0).max(12).nullish(),
    dayOfMonth: z.number().int().min(0).max(31).nullish(),
    daysOfWeek: z.array(dayOfWeek).max(7).nullish(),
    firstDayOfWeek: dayOfWeek.nullish(),
    index: weekIndex.nullish(),
  }),
  range: z.object({
    type: z.enum(['endDate', 'noEnd', 'numbered']),
    startDate: date,
    endDate: date.nullish(),
    numberOfOccurrences: z.number().int().min(0).max(999).nullish(),
    recurrenceTimeZone: z.string().max(100).nullish(),
  }),
});
export type RecurrenceWish = z.infer<typeof recurrenceForm>;

/** `start`: local date-time or date of the first instance; `timeZone`: the zone it is told in. Throws a refusal. */
export function ruleText({ pattern, range }: RecurrenceWish, start: string, timeZone: string): string {
  if (range.startDate !== start.slice(0, 10)) {
    throw refused('range/startDate', `the date of start, ${start.slice(0, 10)}`);
  }
  const zone = named(timeZone);
  const given = range.recurrenceTimeZone;
  if (given && named(given)?.iana !== zone?.iana)
    throw refused('range/recurrenceTimeZone', `start/timeZone, ${timeZone}`);
  const parts = [...patternParts(pattern, start), ...(pattern.interval > 1 ? [`INTERVAL=${pattern.interval}`] : [])];
  switch (range.type) {
    case 'noEnd':
      break;
    case 'numbered':
      if (!range.numberOfOccurrences) throw refused('range/numberOfOccurrences', 'a number from 1 on');
      parts.push(`COUNT=${range.numberOfOccurrences}`);
      break;
    case 'endDate':
      if (!range.endDate || range.endDate < range.startDate) throw refused('range/endDate', 'a date from startDate on');
      parts.push(`UNTIL=${untilText(range.endDate, start, timeZone)}`);
      break;
  }
  return parts.join(';');
}

function patternParts(pattern: RecurrenceWish['pattern'], start: string): string[] {
  const { type } = pattern;
  const day = new Date(wallOf(start.slice(0, 10)) ?? 0);
  switch (type) {
    case 'daily':
      return ['FREQ=DAILY'];
    case 'weekly': {
      const days = daysOf(pattern);
      onFirstDay(days.includes(weekDays[day.getUTCDay()] as DayOfWeek), 'pattern/daysOfWeek');
      const wkst = dayCode(pattern.firstDayOfWeek ?? 'sunday');
      return ['FREQ=WEEKLY', `BYDAY=${days.map(dayCode).join(',')}`, `WKST=${wkst}`];
    }
    case 'absoluteMonthly':
      return ['FREQ=MONTHLY', ...monthDay(pattern, 31, day)];
    case 'absoluteYearly': {
      const month = monthOf(pattern, day);
      return ['FREQ=YEARLY', `BYMONTH=${month}`, ...monthDay(pattern, lastDays[month - 1] ?? 31, day, month !== 2)];
    }
    case 'relativeMonthly':
      return ['FREQ=MONTHLY', ...relativeDay(pattern, day)];
    case 'relativeYearly':
      return ['FREQ=YEARLY', `BYMONTH=${monthOf(pattern, day)}`, ...relativeDay(pattern, day)];
  }
}

/** `fixed`: the month always has its longest length, so that no shorter one needs words. */
function monthDay({ dayOfMonth }: RecurrenceWish['pattern'], longest: number, start: Date, fixed = false): string[] {
  if (!dayOfMonth || dayOfMonth > longest) throw refused('pattern/dayOfMonth', `a day from 1 to ${longest}`);
  const length = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)).getUTCDate();
  onFirstDay(start.getUTCDate() === Math.min(dayOfMonth, length), 'pattern/dayOfMonth');
  if (dayOfMonth <= 28 || fixed) return [`BYMONTHDAY=${dayOfMonth}`];
  if (dayOfMonth === 31) return ['BYMONTHDAY=-1'];
  return [`BYMONTHDAY=${dayOfMonth === 29 ? '28,29' : '28,29,30'}`, 'BYSETPOS=-1'];
}

function relativeDay(pattern: RecurrenceWish['pattern'], start: Date): string[] {
  const days = daysOf(pattern);
  const position = positionOf(pattern.index ?? 'first');
  onFirstDay(start.getTime() === relativeDate(days, position, start), 'pattern/index and daysOfWeek');
  return [`BYDAY=${days.map(dayCode).join(',')}`, `BYSETPOS=${position}`];
}

function relativeDate(days: readonly DayOfWeek[], position: number, start: Date): number | undefined {
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth()];
  const fitting: number[] = [];
  for (let day = 1; day <= new Date(Date.UTC(year, month + 1, 0)).getUTCDate(); day++) {
    const at = new Date(Date.UTC(year, month, day));
    if (days.includes(weekDays[at.getUTCDay()] as DayOfWeek)) fitting.push(at.getTime());
  }
  return fitting.at(position > 0 ? position - 1 : position);
}

function daysOf({ daysOfWeek }: RecurrenceWish['pattern']): DayOfWeek[] {
  if (!daysOfWeek || daysOfWeek.length === 0) throw refused('pattern/daysOfWeek', 'at least one day');
  return weekDays.filter((day) => daysOfWeek.includes(day));
}

function monthOf({ month }: RecurrenceWish['pattern'], start: Date): number {
  if (!month) throw refused('pattern/month', 'a month from 1 to 12');
  onFirstDay(start.getUTCMonth() + 1 === month, 'pattern/month');
  return month;
}

/** An RRULE counts DTSTART as an instance whatever it says (rfc5545#3.8.5.3), so the two must agree. */
function onFirstDay(agrees: boolean, where: string): void {
  if (!agrees) throw refused(where, 'a pattern of which start is the first occurrence');
}

/** The end of the last day: UTC where the event has a zone (rfc5545#3.3.10), else as the event is told. */
function untilText(endDate: string, start: string, timeZone: string): string {
  const bare = (text: string): string => text.replaceAll('-', '').replaceAll(':', '');
  if (start.length === 10) return bare(endDate);
  const wall = wallOf(`${endDate}T23:59:59`) ?? 0;
  return bare(wallText(named(timeZone)?.toUtc(wall) ?? wall, 'utc'));
}

function refused(where: string, expected: string) {
  return badRequest(`recurrence/${where}: expected ${expected}`, 'ErrorInvalidRecurrence');
}
