import type { Envelope, EnvelopeRecipient } from '../../mail/envelope.ts';
import type { Transfer } from './content/transfer.ts';

/** What MAIL and RCPT have said so far. */
export interface Transaction extends Omit<Envelope, 'connection' | 'recipients'> {
  readonly recipients: EnvelopeRecipient[];
}

/** Where a session stands between two commands (rfc5321#4.1.4). */
export type SessionState =
  /** Greeting sent, or TLS just started: the peer has not said who it is. */
  | { readonly kind: 'greeted' }
  /** No transaction. */
  | { readonly kind: 'ready' }
  /** MAIL accepted, no recipient yet. */
  | { readonly kind: 'sender'; readonly transaction: Transaction }
  /** At least one recipient accepted. */
  | { readonly kind: 'recipients'; readonly transaction: Transaction }
  /** Between two BDAT of one message (rfc3030#2). */
  | { readonly kind: 'chunks'; readonly transaction: Transaction; readonly transfer: Transfer };

export type StateName = SessionState['kind'];

export const everyState: readonly StateName[] = ['greeted', 'ready', 'sender', 'recipients', 'chunks'];
