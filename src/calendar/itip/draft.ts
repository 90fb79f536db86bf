import ICAL from 'ical.js';
import type { JProperty } from '../icalendar/jcal.ts';
import { type Moment, wallOf } from '../icalendar/moment.ts';
import { named } from '../zones/book.ts';

/** What a person writes about an event. Times are local, without offset, in `timeZone`; dates alone make it all-day. */
export interface EventText {
  readonly summary: string;
  readonly description?: string;
  readonly location?: string;
  /** `2026-11-24T09:00:00` or `2026-11-24`. */
  readonly start: string;
  readonly end: string;
  /** IANA name (a Windows name is understood). */
  readonly timeZone: string;
  /** RRULE value, e.g. `FREQ=WEEKLY;COUNT=4`; '' for none. */
  readonly recurrence?: string;
  readonly attendees: readonly { readonly address: string; readonly name?: string }[];
  /** Where to join an online meeting. */
  readonly url?: string;
}

export interface DraftProblem {
  readonly kind: 'problem';
  readonly code:
    | 'bad-start'
    | 'bad-end'
    | 'end-before-start'
    | 'bad-time-zone'
    | 'bad-recurrence'
    | 'bad-attendee'
    | 'cancelled'
    | 'no-series';
  /** Field and what was expected there. */
  readonly where: string;
}

export function draftProblem(code: DraftProblem['code'], where: string): DraftProblem {
  return { kind: 'problem', code, where };
}

/** A local time of a draft in its zone; UTC where the zone is UTC, because that needs no VTIMEZONE. */
export function draftMoment(local: string, timeZone: string): Moment | undefined {
  const long = local.length === 16 ? `${local}:00` : local;
  const wall = long.length === 10 || long.length === 19 ? wallOf(long) : undefined;
  if (wall === undefined) return undefined;
  if (long.length === 10) return { kind: 'date', wall };
  const zone = named(timeZone);
  if (!zone) return undefined;
  return zone.id === 'UTC' ? { kind: 'utc', wall } : { kind: 'zoned', wall, tzid: zone.id };
}

/** RRULE as a property; undefined when it is none that ical.js can read. */
export function draftRule(recurrence: string): JProperty | undefined {
  const value = recurrence.toUpperCase().startsWith('RRULE:') ? recurrence.slice(6) : recurrence;
  // Only what a rule consists of: nothing that could end the line and begin another.
  if (!/^[A-Za-z0-9=;,+-]{6,500}$/.test(value)) return undefined;
  try {
    const line = ICAL.parse.property(`RRULE:${value.toUpperCase()}`) as JProperty;
    const rule = line[3];
    return typeof rule === 'object' && rule !== null && 'freq' in rule ? line : undefined;
  } catch {
    return undefined; // ical.js refuses what it can't read by throwing
  }
}

/** Free text without the control characters that iCalendar can't hold (rfc5545#3.1); line ends as LF. */
export function cleanText(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  return [...lines].filter((character) => character === '\n' || character === '\t' || character >= ' ').join('');
}

export function cleanName(text: string): string {
  return cleanText(text).replaceAll('\n', ' ').replaceAll('"', "'").trim();
}

/** A mail address as an ATTENDEE may have it: one @, nothing that ends a line or a parameter. */
export function isDraftAddress(address: string): boolean {
  return address.length <= 320 && /^[^\s@:;,<>"\p{Cc}]+@[^\s@:;,<>"\p{Cc}]+$/u.test(address);
}
