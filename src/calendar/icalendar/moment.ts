import { type JComponent, type JParameters, type JProperty, parameter, property } from './jcal.ts';

/**
 * A DATE or DATE-TIME value (rfc5545#3.3.4, #3.3.5). `wall` is what the clock on the
 * wall shows, in milliseconds as if that wall stood in UTC.
 */
export interface Moment {
  readonly kind: 'date' | 'utc' | 'zoned' | 'floating';
  readonly wall: number;
  /** `zoned` only. */
  readonly tzid?: string;
}

export const DAY = 86_400_000;

/** Reads one value of a property; undefined when it is no date. */
export function momentOf(subject: JProperty | undefined, value: unknown = subject?.[3]): Moment | undefined {
  if (!subject || typeof value !== 'string') return undefined;
  const wall = wallOf(value);
  if (wall === undefined) return undefined;
  if (value.length === 10) return { kind: 'date', wall };
  if (value.endsWith('Z')) return { kind: 'utc', wall };
  const tzid = parameter(subject, 'tzid');
  if (tzid === undefined) return { kind: 'floating', wall };
  return { kind: 'zoned', wall, tzid };
}

/** Start of a component, or undefined. */
export function startOf(component: JComponent): Moment | undefined {
  return momentOf(property(component, 'dtstart'));
}

/** jCal's `2026-11-24` or `2026-11-24T09:00:00[Z]` as wall milliseconds; undefined when any field is out of range. */
export function wallOf(value: string): number | undefined {
  const year = digits(value, 0, 4);
  const month = digits(value, 5, 7);
  const day = digits(value, 8, 10);
  const timed = value.length > 10;
  const hour = timed ? digits(value, 11, 13) : 0;
  const minute = timed ? digits(value, 14, 16) : 0;
  // 60 is a leap second (rfc5545#3.3.12), told as 59.
  const second = timed ? Math.min(digits(value, 17, 19), 59) : 0;
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getUTCDate() === day ? date.getTime() : undefined;
}

/** Wall milliseconds in jCal's form. */
export function wallText(wall: number, kind: Moment['kind']): string {
  const iso = new Date(wall).toISOString();
  if (kind === 'date') return iso.slice(0, 10);
  return kind === 'utc' ? `${iso.slice(0, 19)}Z` : iso.slice(0, 19);
}

/** A property that says this moment, with VALUE or TZID as it needs. */
export function momentProperty(name: string, moment: Moment): JProperty {
  const parameters: JParameters = moment.kind === 'zoned' && moment.tzid !== undefined ? { tzid: moment.tzid } : {};
  return [name, parameters, moment.kind === 'date' ? 'date' : 'date-time', wallText(moment.wall, moment.kind)];
}

function digits(value: string, from: number, to: number): number {
  let result = 0;
  for (let at = from; at < to; at++) {
    const digit = value.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    result = result * 10 + digit;
  }
  return result;
}
