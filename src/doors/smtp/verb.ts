import type { Connection } from '../../mail/envelope.ts';
import type { Intake } from '../../pipeline/intake.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Visitor } from './admission.ts';
import type { Transfer } from './content/transfer.ts';
import type { SmtpLimits } from './limits.ts';
import type { Reply } from './replies.ts';
import type { SessionState, StateName } from './state.ts';

/** One SMTP command: a file each under verbs/. */
export interface Verb {
  readonly name: string;
  /** States in which it may be said; elsewhere it is answered by `outOfSequence`. */
  readonly legal: readonly StateName[];
  run(dialog: Dialog, argument: string): void;
  /** Out of sequence and yet more than a reply: BDAT's octets follow whatever we answer. */
  outOfSequence?(dialog: Dialog, argument: string): void;
}

/** What all sessions of one door share. */
export interface SmtpRoom {
  readonly intake: Intake;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits: SmtpLimits;
  readonly protocol: 'SMTP' | 'LMTP';
  readonly hostname: string;
  readonly tlsOffered: boolean;
}

/** Whoever reads the octets that come next: command lines, message content, or a chunk of it. */
export interface Input {
  /** Reads from `at`, at least one octet, and returns where it stopped: at the chunk's end, when something must be waited for, or when it is done. */
  read(chunk: Buffer, at: number): number;
}

/** The session as verbs and inputs see it. */
export interface Dialog {
  readonly room: SmtpRoom;
  readonly visitor: Visitor;
  connection: Connection;
  state: SessionState;
  reply(text: Reply): void;
  /** A reply that counts towards maxBadCommands. */
  mistake(text: Reply): void;
  /** Says it and ends the connection; nothing more is read. */
  close(text: Reply): void;
  /** Whether limits of conduct bind this peer. */
  bound(): boolean;
  /** Ends the transaction, content under way included. */
  reset(reason: string): void;
  /** The next lines are no commands but answers to a challenge. */
  expectLine(take: (line: string) => void): void;
  /** Whether such an answer is expected. */
  inExchange(): boolean;
  /** The next line is a command again. */
  endExchange(): void;
  /** The octets that come next are content; `transfer` when they are a message's. */
  expectContent(input: Input, transfer?: Transfer): void;
  expectCommand(): void;
  /** Reads nothing more until the promise settles; then `done` or `failed`. */
  wait<T>(promise: Promise<T>, done: (value: T) => void, failed: (fault: unknown) => void): void;
  startTls(): void;
}
