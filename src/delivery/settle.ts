/** The result of an attempt as one unit of work: job, trace and report change together or not at all (law L2). */
import type { Directory } from '../directory/types.ts';
import type { Random } from '../platform/random.ts';
import type { Job, TraceRecord, Write } from '../store/contract.ts';
import { reportWrites } from './report.ts';
import { type AttemptResult, oneLine } from './result.ts';
import { type NextState, nextState, type RetrySchedule } from './retry.ts';

export interface Settled {
  readonly next: NextState;
  /** Job and trace. */
  readonly writes: readonly Write[];
  /** Report to the originator; in the same commit, unless it was written before. */
  readonly report: readonly Write[];
  readonly records: readonly TraceRecord[];
}

export function settle(
  job: Job,
  result: AttemptResult,
  attempt: { startedAt: number; endedAt: number; traceId: string; size: number },
  parts: { directory: Directory; random: Random; hostname: string; schedule: RetrySchedule },
): Settled {
  const at = attempt.endedAt;
  const next = nextState(job, result, at, parts.random, parts.schedule);
  const record: TraceRecord = {
    id: attempt.traceId,
    at,
    direction: 'out',
    messageId: job.messageId,
    sender: job.sender,
    recipient: job.recipient,
    size: attempt.size,
    peer: result.peer,
    connector: job.connector,
    rules: [],
    decision: decisionOf(next),
    effect: effectOf(next, result),
    milliseconds: at - attempt.startedAt,
  };
  const report =
    next.report === undefined
      ? []
      : reportWrites({ kind: next.report, job, result, status: reportStatus(next, result), at }, parts);
  return { next, writes: [changeOf(job, next), { type: 'addTrace', records: [record] }], report, records: [record] };
}

function changeOf(job: Job, next: NextState): Write {
  if (next.kind !== 'postpone') return { type: 'finishJob', id: job.id };
  const { dueAt, attempts, lastError, delayNotified } = next;
  return { type: 'postponeJob', id: job.id, dueAt, attempts, lastError, delayNotified };
}

function decisionOf(next: NextState): string {
  switch (next.kind) {
    case 'finish':
      return 'delivered';
    case 'postpone':
      return 'deferred';
    case 'giveUp':
      return 'failed';
  }
}

/** The peer's own words: they are what an administrator needs when she asks the peer. */
function effectOf(next: NextState, result: AttemptResult): string {
  if (next.kind === 'giveUp' && result.kind === 'temporary') return oneLine(`expired: ${result.reply}`);
  return oneLine(result.reply);
}

function reportStatus(next: NextState, result: AttemptResult): string {
  if (next.kind === 'giveUp') return next.status;
  return result.kind === 'delivered' ? '2.0.0' : result.status;
}
