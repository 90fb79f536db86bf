import type { Maildrops } from '../../pipeline/maildrops.ts';
import type { Log } from '../../platform/log.ts';
import type { Pop3Limits } from './limits.ts';
import type { Reply } from './replies.ts';
import type { Authorization, SessionState, Transaction } from './state.ts';

/** One POP3 command: a file each under verbs/, and the state in which it may be said. */
export type Verb =
  | {
      readonly name: string;
      readonly legal: 'authorization';
      run(dialog: Dialog, argument: string, state: Authorization): Reply | Promise<Reply | Spoken>;
    }
  | {
      readonly name: string;
      readonly legal: 'transaction';
      run(dialog: Dialog, argument: string, state: Transaction): Reply | Promise<Reply | Spoken>;
    }
  | {
      readonly name: string;
      readonly legal: 'both';
      run(dialog: Dialog, argument: string, state: Authorization | Transaction): Reply | Promise<Reply | Spoken>;
    };

/** The verb has said on the wire what there was to say. */
export type Spoken = undefined;

/** What all sessions of one door share. */
export interface Pop3Room {
  readonly maildrops: Maildrops;
  readonly log: Log;
  readonly limits: Pop3Limits;
  readonly tlsOffered: boolean;
  /** TLS before the greeting. */
  readonly tlsFirst: boolean;
  /** How long mail is kept, told as EXPIRE (rfc2449#6.7); for ever without it. */
  readonly keptDays?: number;
}

/** The session as verbs see it. */
export interface Dialog {
  readonly room: Pop3Room;
  readonly id: string;
  readonly remoteAddress: string;
  readonly tls: boolean;
  state: SessionState;
  /** Whether a password may be said: under TLS, or by a peer on this machine. */
  passwordsAllowed(): boolean;
  /** An answer to a challenge; undefined when none comes, and the session is over. */
  ask(challenge: Reply): Promise<string | undefined>;
  /** Octets that follow a first line; dots and the end are the caller's. */
  send(first: Reply, pieces: Iterable<Buffer>): Promise<void>;
  /** Says it and ends the session; nothing more is read. */
  close(farewell: Reply): Promise<void>;
  /** Says it, then TLS from here on. */
  startTls(first: Reply): Promise<void>;
  /** The reply to a sign-in that failed; closes after too many. */
  signInFailed(): Promise<Reply | Spoken>;
}
