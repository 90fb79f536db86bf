/**
 * PidLidAppointmentRecur ([MS-OXOCAL] 2.2.1.44.5, February 2025): when a series occurs,
 * all in the organizer's wall time, in minutes since 1601.
 */
import { string8, string16 } from './codePage.ts';
import { Beyond, Cursor, wallOfMinutes } from './cursor.ts';

export type Pattern =
  | { readonly kind: 'daily'; readonly days: number }
  /** Bit 0 is Sunday. */
  | { readonly kind: 'weekly'; readonly weeks: number; readonly weekdays: number }
  | { readonly kind: 'monthly'; readonly months: number; readonly day: number }
  | { readonly kind: 'monthlyNth'; readonly months: number; readonly weekdays: number; readonly nth: number };

export type End =
  | { readonly kind: 'never' }
  | { readonly kind: 'count'; readonly count: number }
  /** Day of the last instance. */
  | { readonly kind: 'date'; readonly day: number };

/** An instance that differs. Times are wall milliseconds. */
export interface Exception {
  readonly original: number;
  readonly start: number;
  readonly end: number;
  readonly subject?: string;
  readonly location?: string;
  readonly busyStatus?: number;
  readonly allDay?: boolean;
}

export interface Recurrence {
  readonly pattern: Pattern;
  readonly end: End;
  /** 0 is Sunday. */
  readonly firstWeekday: number;
  /** Start of the first instance. */
  readonly start: number;
  /** How long an instance lasts, ms. */
  readonly length: number;
  /** Original days of instances that are gone, or are among the exceptions. */
  readonly deleted: readonly number[];
  readonly exceptions: readonly Exception[];
}

const INSTANCES_CAP = 2000;
const EXCEPTIONS_CAP = 500;
const NEVER = 0x5ae980df;
const VERSION = 0x3004;
/** Calendars whose months are those of iCalendar (2.2.1.44.1); lunar ones have no RRULE. */
const solar = [0x0, 0x1, 0x2, 0x3, 0x4, 0x5, 0x7, 0x9, 0xa, 0xb, 0xc];
const has = { subject: 0x1, meetingType: 0x2, reminderDelta: 0x4, reminder: 0x8, location: 0x10, busyStatus: 0x20 };
const hasToo = { attachment: 0x40, subType: 0x80, colour: 0x100 };

/** Undefined when it can't be read to its end, or says what iCalendar can't. */
export function readRecurrence(octets: Buffer, codePage: number | undefined): Recurrence | undefined {
  try {
    return read(new Cursor(octets), codePage);
  } catch (fault) {
    if (fault instanceof Beyond) return undefined;
    throw fault;
  }
}

function read(cursor: Cursor, codePage: number | undefined): Recurrence | undefined {
  if (cursor.u16() !== VERSION || cursor.u16() !== VERSION) return undefined;
  cursor.skip(2); // RecurFrequency: how the user chose it; the pattern says all.
  const type = cursor.u16();
  if (!solar.includes(cursor.u16())) return undefined;
  cursor.skip(4); // FirstDateTime: StartDate says the same in clear.
  const period = cursor.u32();
  cursor.skip(4); // SlidingFlag: tasks only.
  const pattern = readPattern(cursor, type, period);
  const endType = cursor.u32();
  const count = cursor.u32();
  const firstWeekday = cursor.u32();
  const deleted = dates(cursor);
  dates(cursor); // ModifiedInstanceDates: the exceptions say the same with their time.
  const startDate = cursor.u32();
  const endDate = cursor.u32();
  cursor.skip(4); // ReaderVersion2
  const writer = cursor.u32();
  const startOffset = cursor.u32();
  const endOffset = cursor.u32();
  const exceptions = readExceptions(cursor, writer, codePage);
  if (!pattern || firstWeekday > 6 || endOffset < startOffset || startOffset >= 1440 || startDate === 0)
    return undefined;
  const end = endOf(endType, count, endDate);
  return {
    pattern,
    end,
    firstWeekday,
    start: wallOfMinutes(startDate + startOffset),
    length: (endOffset - startOffset) * 60_000,
    deleted,
    exceptions,
  };
}

/** 2.2.1.44.1.3 to .6 */
function readPattern(cursor: Cursor, type: number, period: number): Pattern | undefined {
  switch (type) {
    case 0x0:
      return period >= 1440 && period % 1440 === 0 && period / 1440 < 1000
        ? { kind: 'daily', days: period / 1440 }
        : undefined;
    case 0x1: {
      const weekdays = cursor.u32() & 0x7f;
      return weekdays !== 0 && period > 0 && period < 100 ? { kind: 'weekly', weeks: period, weekdays } : undefined;
    }
    case 0x2:
    case 0x4: {
      const day = cursor.u32();
      if (day < 1 || day > 31 || !monthly(period)) return undefined;
      return { kind: 'monthly', months: period, day: type === 0x4 ? 31 : day };
    }
    case 0x3: {
      const weekdays = cursor.u32() & 0x7f;
      const nth = cursor.u32();
      if (weekdays === 0 || nth < 1 || nth > 5 || !monthly(period)) return undefined;
      return { kind: 'monthlyNth', months: period, weekdays, nth };
    }
    default:
      return undefined; // Hijri
  }
}

function monthly(period: number): boolean {
  return period > 0 && period < 1200;
}

function endOf(type: number, count: number, endDate: number): End {
  if (type === 0x2022 && count > 0) return { kind: 'count', count };
  return type === 0x2021 && endDate !== NEVER ? { kind: 'date', day: wallOfMinutes(endDate) } : { kind: 'never' };
}

function dates(cursor: Cursor): number[] {
  return Array.from({ length: cursor.count(4, INSTANCES_CAP) }, () => wallOfMinutes(cursor.u32()));
}

/** 2.2.1.44.2, and after all of them 2.2.1.44.4, which tells subject and location in Unicode. */
function readExceptions(cursor: Cursor, writer: number, codePage: number | undefined): Exception[] {
  const count = cursor.u16();
  if (count > EXCEPTIONS_CAP) throw new Beyond(`${count} exceptions`);
  const read = Array.from({ length: count }, () => readException(cursor, codePage));
  if (count === 0) return [];
  cursor.skip(cursor.u32());
  return read.map(({ flags, exception }) => {
    if (writer >= 0x3009) cursor.skip(cursor.u32()); // ChangeHighlight
    cursor.skip(cursor.u32());
    const wide = { ...exception };
    if ((flags & (has.subject | has.location)) === 0) return wide;
    cursor.skip(12);
    const text = (): string => string16(cursor.octets(cursor.u16() * 2));
    const extended = {
      ...wide,
      ...((flags & has.subject) !== 0 && { subject: text() }),
      ...((flags & has.location) !== 0 && { location: text() }),
    };
    cursor.skip(cursor.u32());
    return extended;
  });
}

function readException(cursor: Cursor, codePage: number | undefined): { flags: number; exception: Exception } {
  const [start, end, original] = [cursor.u32(), cursor.u32(), cursor.u32()].map(wallOfMinutes) as [
    number,
    number,
    number,
  ];
  const flags = cursor.u16();
  const text = (): string => {
    cursor.skip(2); // The length with its zero, which is not there.
    return string8(cursor.octets(cursor.u16()), codePage);
  };
  const number = (flag: number): number | undefined => ((flags & flag) === 0 ? undefined : cursor.u32());
  const subject = (flags & has.subject) === 0 ? undefined : text();
  for (const flag of [has.meetingType, has.reminderDelta, has.reminder]) number(flag);
  const location = (flags & has.location) === 0 ? undefined : text();
  const busyStatus = number(has.busyStatus);
  number(hasToo.attachment);
  const subType = number(hasToo.subType);
  number(hasToo.colour);
  const exception: Exception = {
    original,
    start,
    end,
    ...(subject !== undefined && { subject }),
    ...(location !== undefined && { location }),
    ...(busyStatus !== undefined && { busyStatus }),
    ...(subType !== undefined && { allDay: subType !== 0 }),
  };
  return { flags, exception };
}
