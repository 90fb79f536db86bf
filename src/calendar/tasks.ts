/** When a task is looked for in time (rfc4791#9.9, the table of VTODO). */
import { durationOf } from './icalendar/duration.ts';
import { type JComponent, property, subcomponents, text } from './icalendar/jcal.ts';
import { momentOf } from './icalendar/moment.ts';
import { instances } from './occurrences.ts';
import { recurrenceIdOf } from './recurrence/instance.ts';
import { recurs } from './recurrence/rule.ts';
import { type ZoneBook, zoneBook } from './zones/book.ts';

/** UTC ms, [from, to). */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** What of a task has a time, UTC ms. */
interface TaskTimes {
  readonly start?: number | undefined;
  /** DUE, or DTSTART and DURATION. */
  readonly due?: number | undefined;
  readonly lasting?: boolean;
  readonly completed?: number | undefined;
  readonly created?: number | undefined;
}

/** The table counts both of its bounds in for some times: an index that does not is asked for this much more. */
export const taskSlack = 1000;

/** Whether a task, or an instance of one that recurs, falls into the range; one without any time always does. */
export function taskTouches(calendar: JComponent, range: Range, timeZone: string): boolean {
  const zones = zoneBook(calendar, timeZone);
  return subcomponents(calendar, 'vtodo').some((task) => {
    if (recurrenceIdOf(task) || !recurs(task)) return touches(timesOf(task, zones), range);
    const limits = { timeZone, component: 'vtodo' } as const;
    const times = timesOf(task, zones);
    return instances(calendar, range.from - taskSlack, range.to + taskSlack, limits)
      .filter(({ event }) => event === task)
      .some(({ start, end }) => touches({ ...times, start, ...(times.due !== undefined && { due: end }) }, range));
  });
}

function timesOf(task: JComponent, zones: ZoneBook): TaskTimes {
  const at = (name: string): number | undefined => {
    const moment = momentOf(property(task, name));
    return moment && zones.instant(moment);
  };
  const start = at('dtstart');
  const duration = durationOf(text(task, 'duration'));
  const lasting = start !== undefined && duration !== undefined;
  const due = lasting ? start + duration : at('due');
  return { start, due, lasting, completed: at('completed'), created: at('created') };
}

function touches({ start, due, lasting, completed, created }: TaskTimes, { from, to }: Range): boolean {
  if (start !== undefined && due !== undefined && lasting) return from <= due && (to > start || to >= due);
  if (start !== undefined && due !== undefined) return (from < due || from <= start) && (to > start || to >= due);
  if (start !== undefined) return from <= start && to > start;
  if (due !== undefined) return from < due && to >= due;
  if (completed !== undefined && created !== undefined)
    return (from <= created || from <= completed) && (to >= created || to >= completed);
  if (completed !== undefined) return from <= completed && to >= completed;
  return created === undefined || to > created;
}
