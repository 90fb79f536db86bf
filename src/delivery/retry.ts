/**
 * What follows an attempt (rfc5321#4.5.4.1): pure, so that the table of its test is the policy.
 */
import type { Random } from '../platform/random.ts';
import type { Job } from '../store/contract.ts';
import type { AttemptResult } from './result.ts';

/** Kind of the report that goes to the originator (rfc3464#2.3.3). */
export type ReportKind = 'failed' | 'delayed' | 'relayed';

export type NextState =
  | { readonly kind: 'finish'; readonly report?: 'relayed' }
  | {
      readonly kind: 'postpone';
      readonly dueAt: number;
      readonly attempts: number;
      readonly lastError: string;
      readonly delayNotified: boolean;
      readonly report?: 'delayed';
    }
  | { readonly kind: 'giveUp'; readonly status: string; readonly report?: 'failed' };

export interface RetrySchedule {
  /** Pause after the first, second, … failure, ms; the last one repeats. */
  readonly pauses: readonly number[];
  /** Each pause is changed by up to this share, so that jobs that failed together don't come back together. */
  readonly jitter: number;
  /** Age at which the originator is told once that it takes longer, ms. */
  readonly delayNoticeAfter: number;
}

const minute = 60 * 1000;
const hour = 60 * minute;

export const defaultRetrySchedule: RetrySchedule = {
  pauses: [minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour],
  jitter: 0.2,
  delayNoticeAfter: 4 * hour,
};

type JobState = Pick<Job, 'attempts' | 'createdAt' | 'expiresAt' | 'delayNotified' | 'notify' | 'origin' | 'sender'>;

export function nextState(
  job: JobState,
  result: AttemptResult,
  now: number,
  random: Pick<Random, 'bytes'>,
  schedule: RetrySchedule = defaultRetrySchedule,
): NextState {
  switch (result.kind) {
    case 'delivered':
      // rfc3461#5.2.2: whoever hands a message to a host that won't report does it instead.
      return !result.offersDsn && isToldOf(job, 'relayed') ? { kind: 'finish', report: 'relayed' } : { kind: 'finish' };
    case 'permanent':
      return giveUp(job, result.status);
    case 'temporary': {
      // rfc3463#3.5: 4.4.7 delivery time expired; what failed in the end is reported as a 5.
      if (now >= job.expiresAt) return giveUp(job, '5.4.7');
      const late = now - job.createdAt >= schedule.delayNoticeAfter;
      const report = late && !job.delayNotified && isToldOf(job, 'delayed');
      return {
        kind: 'postpone',
        // Never beyond the expiry: the last attempt is made then, and the originator is told at once.
        dueAt: Math.min(now + pauseAfter(job.attempts, random, schedule), job.expiresAt),
        attempts: job.attempts + 1,
        lastError: result.reply,
        delayNotified: job.delayNotified || report,
        ...(report ? { report: 'delayed' } : {}),
      };
    }
  }
}

function giveUp(job: JobState, status: string): NextState {
  return isToldOf(job, 'failed') ? { kind: 'giveUp', status, report: 'failed' } : { kind: 'giveUp', status };
}

/** @param attempts failures before this one */
function pauseAfter(attempts: number, random: Pick<Random, 'bytes'>, { pauses, jitter }: RetrySchedule): number {
  const pause = pauses[Math.min(attempts, pauses.length - 1)] ?? hour;
  // From -1 to 1.
  const chance = (random.bytes(2).readUInt16BE() / 0xffff) * 2 - 1;
  return Math.round(pause * (1 + jitter * chance));
}

/** Whether the originator wants to hear of it (rfc3461#4.1), and there is one who may (rfc3464#2). */
function isToldOf(job: JobState, kind: ReportKind): boolean {
  if (job.origin === 'dsn' || job.sender === '' || job.notify.includes('NEVER')) return false;
  switch (kind) {
    case 'failed':
      return job.notify.length === 0 || job.notify.includes('FAILURE');
    case 'delayed':
      return job.notify.includes('DELAY') || (job.notify.length === 0 && job.origin === 'hub');
    case 'relayed':
      return job.notify.includes('SUCCESS');
  }
}
