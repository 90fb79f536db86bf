import type { JProperty } from '../icalendar/jcal.ts';
import { DAY, type Moment, momentProperty, wallText } from '../icalendar/moment.ts';
import type { Pattern, Recurrence } from './recurrencePattern.ts';

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/**
 * RRULE and EXDATE of a series ([MS-OXCICAL] 2.1.3.2.2, 2.1.3.1.1.20.13). `at` gives the
 * moment of a wall time as the series tells it, `utc` its instant.
 */
export function recurrenceLines(
  recurrence: Recurrence,
  at: (wall: number) => Moment,
  utc: (wall: number) => number,
): JProperty[] {
  const timeOfDay = recurrence.start % DAY;
  // An instance that was changed stands among the deleted ones too.
  const changed = new Set(recurrence.exceptions.map(({ original }) => original - (original % DAY)));
  const gone = [...new Set(recurrence.deleted)].filter((day) => !changed.has(day)).sort((one, other) => one - other);
  return [
    ['rrule', {}, 'recur', { ...partsOf(recurrence), ...endOf(recurrence, timeOfDay, at, utc) }],
    ...gone.map((day) => momentProperty('exdate', at(day + timeOfDay))),
  ];
}

function endOf(
  { end }: Recurrence,
  timeOfDay: number,
  at: (wall: number) => Moment,
  utc: (wall: number) => number,
): Readonly<Record<string, unknown>> {
  switch (end.kind) {
    case 'never':
      return {};
    case 'count':
      return { count: end.count };
    case 'date': {
      // rfc5545#3.3.10: a DATE where DTSTART is one, else UTC.
      const last = at(end.day + timeOfDay);
      return { until: last.kind === 'date' ? wallText(last.wall, 'date') : wallText(utc(last.wall), 'utc') };
    }
  }
}

function partsOf({ pattern, firstWeekday, start }: Recurrence): Readonly<Record<string, unknown>> {
  switch (pattern.kind) {
    case 'daily':
      return { freq: 'DAILY', interval: pattern.days };
    case 'weekly':
      // ical.js keeps WKST as a number, 1 for Sunday.
      return { freq: 'WEEKLY', interval: pattern.weeks, byday: weekdays(pattern.weekdays), wkst: firstWeekday + 1 };
    case 'monthly':
      return { ...monthly(pattern, start), ...dayOfMonth(pattern.day) };
    case 'monthlyNth':
      return {
        ...monthly(pattern, start),
        byday: weekdays(pattern.weekdays),
        bysetpos: pattern.nth === 5 ? -1 : pattern.nth,
      };
  }
}

/** Outlook tells years as twelve months each. */
function monthly({ months }: Extract<Pattern, { months: number }>, start: number): Readonly<Record<string, unknown>> {
  return months % 12 === 0
    ? { freq: 'YEARLY', interval: months / 12, bymonth: new Date(start).getUTCMonth() + 1 }
    : { freq: 'MONTHLY', interval: months };
}

/** In a month that has no such day Outlook takes its last; a bare BYMONTHDAY would leave the month out. */
function dayOfMonth(day: number): Readonly<Record<string, unknown>> {
  if (day <= 28) return { bymonthday: day };
  if (day === 31) return { bymonthday: -1 };
  return { bymonthday: day === 29 ? [28, 29] : [28, 29, 30], bysetpos: -1 };
}

function weekdays(mask: number): string | string[] {
  const days = WEEKDAYS.filter((_day, bit) => (mask & (1 << bit)) !== 0);
  return days.length === 1 ? (days[0] as string) : days;
}
