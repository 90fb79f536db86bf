import type { CalendarEvent } from './events.ts';

/** A calendar server under measurement, running, with one person who signs in. */
export interface RunningCalendarPeer {
  readonly port: number;
  /** Root of its processes. */
  readonly pid: number;
  /** Path of the person's calendars, with a slash at its end. */
  readonly home: string;
  /** Value of the Authorization header. */
  readonly authorization: string;
  /** Lays events into a calendar that is there and empty, where PUT would take longer than the whole bench. */
  fill?(calendar: string, events: Iterable<CalendarEvent>): void;
  stop(): Promise<void>;
}

/** A calendar server that can be measured. It runs from its first load to its last: what it was filled with is used again. */
export interface CalendarPeer {
  readonly name: string;
  /** Throws, in words for the table, when it can't run here. */
  start(): Promise<RunningCalendarPeer>;
}
