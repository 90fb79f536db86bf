/**
 * How Outlook tells a zone: PidLidTimeZoneStruct ([MS-OXOCAL] 2.2.1.39), and the
 * definitions with a name and rules by year (2.2.1.41, .42, .43; February 2025).
 */
import { string16 } from './codePage.ts';
import { Beyond, Cursor } from './cursor.ts';

/** When a clock changes, every year: `nth` 5 is the last; month 0 is never. */
export interface Change {
  readonly month: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly nth: number;
  readonly hour: number;
  readonly minute: number;
}

/** Offsets as iCalendar counts them: minutes east of UTC. */
export interface TimeZoneRule {
  readonly standard: number;
  readonly daylight: number;
  /** Absent where the clock never changes. */
  readonly changes?: { readonly toStandard: Change; readonly toDaylight: Change };
}

export interface TimeZoneDefinition {
  /** As in the registry of Windows, not localized. */
  readonly name: string;
  readonly effective?: TimeZoneRule;
}

const EFFECTIVE = 0x2;
const RULES_CAP = 200;

export function readTimeZoneStruct(octets: Buffer): TimeZoneRule | undefined {
  return orNothing(() => {
    const cursor = new Cursor(octets);
    const biases = [cursor.i32(), cursor.i32(), cursor.i32()] as const;
    cursor.skip(2);
    const toStandard = systemTime(cursor);
    cursor.skip(2);
    return ruleOf(biases, toStandard, systemTime(cursor));
  });
}

export function readTimeZoneDefinition(octets: Buffer): TimeZoneDefinition | undefined {
  return orNothing(() => {
    const cursor = new Cursor(octets);
    cursor.skip(4); // version, size of the header
    cursor.skip(2);
    const name = string16(cursor.octets(cursor.u16() * 2));
    const count = cursor.u16();
    if (count > RULES_CAP) return undefined;
    let effective: TimeZoneRule | undefined;
    for (let index = 0; index < count; index++) {
      cursor.skip(4);
      const flags = cursor.u16();
      cursor.skip(2 + 14);
      const biases = [cursor.i32(), cursor.i32(), cursor.i32()] as const;
      const toStandard = systemTime(cursor);
      const rule = ruleOf(biases, toStandard, systemTime(cursor));
      if ((flags & EFFECTIVE) !== 0) effective = rule;
    }
    return effective === undefined ? { name } : { name, effective };
  });
}

function orNothing<Result>(read: () => Result | undefined): Result | undefined {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Beyond) return undefined;
    throw fault;
  }
}

/** A bias is what has to be added to local time to get UTC, so its sign turns round. */
function ruleOf(
  [bias, standardBias, daylightBias]: readonly [number, number, number],
  toStandard: Change | 'once' | undefined,
  toDaylight: Change | 'once' | undefined,
): TimeZoneRule | undefined {
  // A change of one year alone says nothing of the others.
  if (toStandard === 'once' || toDaylight === 'once') return undefined;
  const standard = -(bias + standardBias);
  const daylight = -(bias + daylightBias);
  if (Math.abs(standard) > 16 * 60 || Math.abs(daylight) > 16 * 60) return undefined;
  if (!toStandard || !toDaylight) return { standard, daylight: standard };
  return { standard, daylight, changes: { toStandard, toDaylight } };
}

/** A SYSTEMTIME that tells a day of every year; undefined for never. */
function systemTime(cursor: Cursor): Change | 'once' | undefined {
  const year = cursor.u16();
  const month = cursor.u16();
  const weekday = cursor.u16();
  const nth = cursor.u16();
  const hour = cursor.u16();
  const minute = cursor.u16();
  cursor.skip(4);
  if (month === 0) return undefined;
  if (year !== 0 || month > 12 || weekday > 6 || nth < 1 || nth > 5 || hour > 23 || minute > 59) return 'once';
  return { month, weekday, nth, hour, minute };
}
