import type { Connection, Envelope, EnvelopeRecipient } from '../mail/envelope.ts';
import type { Refusal } from '../mail/refusal.ts';

/**
 * What the SMTP door asks of whoever stands behind it: the pipeline of the hub,
 * the sample home, or a test. The door knows the wire; the intake decides.
 */
export interface Intake {
  /** Limits that bind this peer: an inbound connector's own range is bound by the total of connections only. */
  trusted(connection: Connection): boolean;
  /** AUTH; resolves false on bad credentials. Called under TLS only. */
  authenticate(connection: Connection, user: string, password: string): Promise<boolean>;
  sender(connection: Connection, address: string): Refusal | undefined;
  recipient(connection: Connection, sender: string, recipient: EnvelopeRecipient): Refusal | undefined;
  /** Called at DATA or the first BDAT. */
  begin(envelope: Envelope): Incoming;
}

/** A message while it arrives: octets after dot-unstuffing, with CRLF line ends as sent. */
export interface Incoming {
  /** Takes a piece, valid only until the call returns. A promise asks the door to stop reading until it settles. */
  write(piece: Buffer): void | Promise<void>;
  /** The message is complete; resolves when its effect is committed (law L1). One outcome, or one for each recipient over LMTP. */
  end(): Promise<IncomingResult>;
  /** The connection ended or a limit was hit before the end; nothing may remain. */
  abort(reason: string): void;
}

/** Accepted, with text for the 250 (a queue id); or refused. `perRecipient`, in envelope order, serves LMTP (rfc2033#4.2). */
export interface IncomingResult {
  readonly outcome: Refusal | { readonly kind: 'accepted'; readonly text: string };
  readonly perRecipient?: readonly (Refusal | { readonly kind: 'accepted'; readonly text: string })[];
}
