import type { Directory } from '../directory/types.ts';
import type { AuthenticationVerdict } from '../mail/message.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { Store, TraceRecord, Write } from '../store/contract.ts';
import type { FreeBusy } from './freeBusy/freeBusy.ts';
import type { TraceBook } from './traceBook.ts';

/** What the pipeline stands on; built once by the composition root. */
export interface HubContext {
  readonly store: Store;
  /** The snapshot that holds now. */
  directory(): Directory;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly trace: TraceBook;
  readonly hostname: string;
  readonly originKeys: OriginKeys;
  /** Our own check of SPF, DKIM, DMARC and ARC, for homes whose word isn't declared. */
  readonly authentication: {
    check(raw: Buffer, peer: { ip: string; helo: string; sender: string }): Promise<AuthenticationVerdict>;
  };
  readonly freeBusy: FreeBusy;
  /** There are new outgoing jobs. */
  wakeDelivery(): void;
  readonly limits: PipelineLimits;
}

export interface OriginKeys {
  readonly current: { readonly id: string; readonly key: Buffer };
  readonly all: ReadonlyMap<string, Buffer>;
}

export interface PipelineLimits {
  /** Received lines after which a message loops (554 5.4.14). */
  readonly hops: number;
  /** Octets of a message kept in memory for our own authentication check; a longer one counts as unauthenticated. */
  readonly authenticationOctets: number;
  /** Octets written to the store at a time while a passed message streams in. */
  readonly contentPieceOctets: number;
  /** Times a decision is made again because somebody else changed the calendar meanwhile. */
  readonly decisionAttempts: number;
  /** Refused recipients written to the trace; what is above that is counted by the door's metrics only. */
  readonly refusalsTracedPerMinute: number;
  /** Messages and octets of one hub mailbox; a full one takes no more until it is fetched from. */
  readonly mailboxMessages: number;
  readonly mailboxOctets: number;
}

export const defaultPipelineLimits: PipelineLimits = {
  hops: 20,
  authenticationOctets: 1024 * 1024,
  contentPieceOctets: 256 * 1024,
  decisionAttempts: 10,
  refusalsTracedPerMinute: 600,
  mailboxMessages: 5000,
  mailboxOctets: 64 * 1024 * 1024,
};

/** A decision that has to be made again when the store moved under it. */
export interface Decided<Result> {
  readonly writes: readonly Write[];
  /** What the trace says of it; part of the same unit when there is anything to write. */
  readonly records?: readonly TraceRecord[];
  readonly result: Result;
}

/**
 * Decide, commit; on conflict read and decide again. Nothing is applied, and nothing
 * shown, until a commit succeeds. Throws (a fault) when the store never holds still.
 */
export async function decideAndCommit<Result>(
  context: HubContext,
  decide: () => Promise<Decided<Result>>,
): Promise<Result> {
  for (let attempt = 0; attempt < context.limits.decisionAttempts; attempt++) {
    const once = () => attemptDecision(context, decide);
    // Many who want one room at once would make each other start again: who lost is decided in turn.
    const outcome = attempt < attemptsAtOnce ? await once() : await inTurn(context, once);
    if (outcome !== 'conflict') return outcome.result;
  }
  throw new Error(`no decision held after ${context.limits.decisionAttempts} attempts`);
}

/** Attempts of a decision that are made beside those of others. */
const attemptsAtOnce = 2;

async function attemptDecision<Result>(
  context: HubContext,
  decide: () => Promise<Decided<Result>>,
): Promise<'conflict' | { readonly result: Result }> {
  const { writes, records = [], result } = await decide();
  if (writes.length === 0) {
    // A decision that changes nothing costs no commit; its record goes with the next batch.
    context.trace.note(records);
    return { result };
  }
  const unit = records.length === 0 ? writes : [...writes, context.trace.write(records)];
  if ((await context.store.commit(unit)) === 'conflict') return 'conflict';
  context.trace.published(records);
  if (writes.some((write) => write.type === 'enqueue')) context.wakeDelivery();
  return { result };
}

const turns = new WeakMap<HubContext, Promise<unknown>>();

function inTurn<Result>(context: HubContext, attempt: () => Promise<Result>): Promise<Result> {
  const before = turns.get(context) ?? Promise.resolve();
  const turn = before.then(attempt);
  turns.set(
    context,
    turn.catch(() => undefined), // its fault is told to whoever asked; the next one goes on
  );
  return turn;
}
