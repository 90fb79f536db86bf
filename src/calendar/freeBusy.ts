import { type Occurrence, type OccurrenceLimits, occurrences } from './occurrences.ts';

/** A stretch of time that is taken, UTC ms (rfc5545#3.2.9). */
export interface BusyPeriod {
  readonly start: number;
  readonly end: number;
  readonly busy: Exclude<Occurrence['busy'], 'FREE'>;
}

/** Busy periods of a calendar within [from, to), cut to it, in order; periods of one kind that touch are joined. */
export function freeBusy(
  objects: readonly string[],
  from: number,
  to: number,
  limits: OccurrenceLimits = {},
): BusyPeriod[] {
  const taken = objects
    .flatMap((ics) => occurrences(ics, from, to, limits))
    .flatMap(({ start, end, busy }) =>
      busy === 'FREE' || start === end ? [] : [{ start: Math.max(start, from), end: Math.min(end, to), busy }],
    );
  return joinPeriods(taken);
}

/** In order; periods of one kind that touch are one. */
export function joinPeriods(periods: readonly BusyPeriod[]): BusyPeriod[] {
  const joined: BusyPeriod[] = [];
  for (const period of [...periods].sort((one, other) => one.start - other.start)) {
    const at = joined.findLastIndex(({ busy, end }) => busy === period.busy && end >= period.start);
    const earlier = joined[at];
    if (earlier) joined[at] = { ...earlier, end: Math.max(earlier.end, period.end) };
    else joined.push(period);
  }
  return joined;
}
