/**
 * Slows guessing down: after a few failures each further try has to wait, twice as long
 * each time, up to a bound. Nobody is locked out for ever, and what is not there is slowed
 * down like what is. In memory and bounded: a restart forgets, and so does time.
 */
import type { Clock } from '../../platform/clock.ts';

export interface ThrottlePolicy {
  /** Failures that cost nothing. */
  readonly free: number;
  /** The longest wait, milliseconds. */
  readonly longest: number;
  /** After so long without a failure all is forgotten, milliseconds. */
  readonly memory: number;
  /** Keys remembered at a time. */
  readonly size: number;
}

const minute = 60_000;

/** One account: somebody who knows its address can make its owner wait for a passwordless way in, five minutes at most. */
export const accountPolicy: ThrottlePolicy = { free: 5, longest: 5 * minute, memory: 60 * minute, size: 20_000 };
/** One network address, behind which a whole office may be. */
export const addressPolicy: ThrottlePolicy = { free: 20, longest: 15 * minute, memory: 60 * minute, size: 20_000 };
/** Mails with a link that are sent to one person. */
export const mailPolicy: ThrottlePolicy = { free: 2, longest: 60 * minute, memory: 240 * minute, size: 20_000 };

export interface Throttle {
  /** Milliseconds until the next try is looked at; 0 when it may come now. */
  wait(key: string): number;
  /** A try that failed, or that is about to be judged. */
  count(key: string): void;
  /** That try was right: it counts no more, those before it do. */
  takeBack(key: string): void;
  /** None counts any more. */
  forgive(key: string): void;
}

interface Record {
  failures: number;
  blockedUntil: number;
  at: number;
}

export function createThrottle(clock: Clock, policy: ThrottlePolicy): Throttle {
  const records = new Map<string, Record>();

  function recordOf(key: string): Record | undefined {
    const found = records.get(key);
    if (found === undefined || found.at + policy.memory > clock.now()) return found;
    records.delete(key);
    return undefined;
  }

  /** Of the oldest few the one with the fewest failures goes: a flood of names does not wash away who is guessed at. */
  function makeRoom(): void {
    let least: string | undefined;
    let seen = 0;
    for (const [key, { failures }] of records) {
      if (least === undefined || failures < (records.get(least)?.failures ?? 0)) least = key;
      if (++seen >= 16) break;
    }
    if (least !== undefined) records.delete(least);
  }

  return {
    wait: (key) => Math.max(0, (recordOf(key)?.blockedUntil ?? 0) - clock.now()),
    count(key) {
      const now = clock.now();
      const failures = (recordOf(key)?.failures ?? 0) + 1;
      const beyond = failures - policy.free;
      const wait = beyond <= 0 ? 0 : Math.min(policy.longest, 1000 * 2 ** Math.min(beyond - 1, 30));
      if (!records.has(key) && records.size >= policy.size) makeRoom();
      // Put last again: the order is that of the latest failure.
      records.delete(key);
      records.set(key, { failures, blockedUntil: now + wait, at: now });
    },
    takeBack(key) {
      const found = recordOf(key);
      if (found === undefined) return;
      found.failures--;
      found.blockedUntil = 0;
      if (found.failures <= 0) records.delete(key);
    },
    forgive: (key) => void records.delete(key),
  };
}
