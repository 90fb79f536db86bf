import type { JComponent } from './icalendar/jcal.ts';
import { instances, touches } from './occurrences.ts';

/** Time is looked at in stretches of four weeks, counted from 1970. */
const stretch = 28 * 86_400_000;
/** A longer range, or one without an end, is asked for as it is. */
const mostStretches = 4;
/** Stretches of one object that are remembered; people look at weeks that lie together. */
const stretchesKept = 26;
/** Instances of one object in a stretch that are worth remembering. */
const mostInstances = 200;

type Stretches = Map<number, readonly (readonly [start: number, end: number])[]>;

/** Memo of a pure function: it lives as long as the reading of the object does (`parseOften`). */
const known = new WeakMap<JComponent, Map<string, Stretches>>();

/** Whether an instance touches [from, to), UTC ms (rfc4791#9.9); cheap for an object that has been asked before. */
export function touchesRange(calendar: JComponent, from: number, to: number, timeZone: string): boolean {
  const first = Math.floor(from / stretch);
  const last = Math.floor((to - 1) / stretch);
  if (last - first >= mostStretches) return instances(calendar, from, to, { timeZone, limit: 1 }).length > 0;
  for (let number = first; number <= last; number += 1) {
    const inside = instancesIn(calendar, number, timeZone);
    if (inside === undefined) return instances(calendar, from, to, { timeZone, limit: 1 }).length > 0;
    if (inside.some(([start, end]) => touches(start, end, from, to))) return true;
  }
  return false;
}

/** Undefined where there are too many. */
function instancesIn(calendar: JComponent, number: number, timeZone: string) {
  const zones = known.get(calendar) ?? new Map<string, Stretches>();
  known.set(calendar, zones);
  const stretches: Stretches = zones.get(timeZone) ?? new Map();
  zones.set(timeZone, stretches);
  const before = stretches.get(number);
  if (before) return before;
  const limits = { timeZone, limit: mostInstances };
  const found = instances(calendar, number * stretch, (number + 1) * stretch, limits);
  if (found.length >= mostInstances) return undefined;
  if (stretches.size >= stretchesKept) stretches.clear();
  const made = found.map(({ start, end }) => [start, end] as const);
  stretches.set(number, made);
  return made;
}
