import { Temporal } from 'temporal-polyfill';
import { utcZone, type Zone } from './zone.ts';

/** An offset that holds from an instant on, both ms. */
export interface Change {
  readonly at: number;
  readonly offset: number;
}

const YEARS_KEPT = 200;
const ZONES_KEPT = 800;
const HALF_DAY = 43_200_000;

/** Memo of a pure function: one zone object for each name, shared by all calendars (bounded). */
const zones = new Map<string, Zone | undefined>();

/** The zone of an IANA name, in any case; undefined when there is none. */
export function ianaZone(name: string): Zone | undefined {
  if (zones.has(name)) return zones.get(name);
  if (zones.size >= ZONES_KEPT) zones.clear();
  const zone = build(name);
  zones.set(name, zone);
  return zone;
}

function build(name: string): Zone | undefined {
  // Temporal also takes `+01:00`; a TZID of that shape is somebody's own name.
  if (!/^[A-Za-z]/.test(name) || name.length > 100) return undefined;
  if (name === 'UTC' || name === 'Etc/UTC' || name === 'GMT') return utcZone;
  try {
    const iana = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return new TransitionZone(name, iana);
  } catch {
    return undefined; // RangeError: no such zone
  }
}

/** Offsets looked up a year at a time, because asking Temporal for each instant costs fifty times more. */
class TransitionZone implements Zone {
  readonly id: string;
  readonly iana: string;
  readonly #years = new Map<number, readonly Change[]>();

  constructor(id: string, iana: string) {
    this.id = id;
    this.iana = iana;
  }

  toWall(utc: number): number {
    return utc + this.#offset(utc);
  }

  toUtc(wall: number): number {
    const before = this.#offset(wall - HALF_DAY * 2);
    const after = this.#offset(wall + HALF_DAY * 2);
    if (before === after) return wall - before;
    // Earlier reading first: right for a time shown twice. In a gap neither fits, and the offset before it counts.
    const first = wall - before;
    if (this.#offset(first) === before) return first;
    const second = wall - after;
    return this.#offset(second) === after ? second : first;
  }

  #offset(utc: number): number {
    const year = new Date(utc).getUTCFullYear();
    let changes = this.#years.get(year);
    if (!changes) {
      if (this.#years.size >= YEARS_KEPT) this.#years.clear();
      changes = changesOf(this.iana, year);
      this.#years.set(year, changes);
    }
    let offset = 0;
    for (const change of changes) {
      if (change.at > utc) break;
      offset = change.offset;
    }
    return offset;
  }
}

/** The offset at the year's first instant and every change within it. */
export function changesOf(iana: string, year: number): Change[] {
  const from = new Date(0).setUTCFullYear(year, 0, 1);
  const to = new Date(0).setUTCFullYear(year + 1, 0, 1);
  let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(iana);
  const changes: Change[] = [{ at: from, offset: at.offsetNanoseconds / 1e6 }];
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (!next || next.epochMilliseconds >= to) return changes;
    changes.push({ at: next.epochMilliseconds, offset: next.offsetNanoseconds / 1e6 });
    at = next;
  }
}
