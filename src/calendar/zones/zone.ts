/**
 * A time zone, seen from both sides. `wall` is wall-clock time in milliseconds as if
 * it were UTC; `utc` is the real instant, milliseconds since 1970.
 */
export interface Zone {
  readonly id: string;
  /** IANA name, when the zone is one of those. */
  readonly iana?: string;
  toWall(utc: number): number;
  /**
   * A time that the clock skips is read with the offset before the gap, one that it
   * shows twice is the first of the two (rfc5545#3.3.5).
   */
  toUtc(wall: number): number;
}

export const utcZone: Zone = { id: 'UTC', iana: 'UTC', toWall: (utc) => utc, toUtc: (wall) => wall };
