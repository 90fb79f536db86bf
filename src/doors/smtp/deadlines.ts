import type { SmtpLimits } from './limits.ts';
import { type Reply, replies } from './replies.ts';

/** Times of one session, milliseconds since 1970. */
export interface SessionTimes {
  readonly startedAt: number;
  /** When the peer was last heard. */
  readonly heardAt: number;
  /** When the content under way began; undefined without one. */
  readonly contentAt?: number;
}

/** The farewell of a session that outstayed a limit; undefined when it did not. `bound` is asked only where conduct counts. */
export function overdue(times: SessionTimes, now: number, limits: SmtpLimits, bound: () => boolean): Reply | undefined {
  if (now - times.heardAt > limits.idleMilliseconds) return replies.idle;
  if (times.contentAt !== undefined && now - times.contentAt > limits.dataMilliseconds) return replies.idle;
  if (now - times.startedAt > limits.sessionMilliseconds && bound()) return replies.sessionTooLong;
  return undefined;
}

/** How often sessions are looked at: often enough for the shortest limit, at most every second. */
export function sweepMilliseconds({ idleMilliseconds, sessionMilliseconds, dataMilliseconds }: SmtpLimits): number {
  const shortest = Math.min(idleMilliseconds, sessionMilliseconds, dataMilliseconds);
  return Math.max(10, Math.min(1000, shortest / 4));
}
