import { Temporal } from 'temporal-polyfill';

export interface Range {
  /** UTC ms. */
  readonly from: number;
  readonly to: number;
}

/** Seven days from midnight of a local date (`2026-11-23`) in an IANA zone; 167 or 169 hours when the clocks change. */
export function weekFrom(start: string, timeZone: string): Range {
  const first = Temporal.PlainDate.from(start);
  return { from: midnight(first, timeZone), to: midnight(first.add({ days: 7 }), timeZone) };
}

function midnight(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}
