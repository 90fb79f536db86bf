import type { Envelope } from '../../../mail/envelope.ts';
import type { Incoming, IncomingResult } from '../../../pipeline/intake.ts';
import { type Reply, replies } from '../replies.ts';
import type { Dialog, SmtpRoom } from '../verb.ts';
import { LineEnds } from './lineEnds.ts';

/** Where the content of one message goes: to the intake, or nowhere once it is refused. */
type Target =
  | { readonly kind: 'intake'; readonly incoming: Incoming }
  | { readonly kind: 'refused'; readonly reply: Reply }
  | { readonly kind: 'over' };

/** Content of one message on its way to the intake, counted and bounded. Nothing of it is kept here. */
export class Transfer {
  readonly recipients: number;
  readonly startedAt: number;
  /** For content that comes by BDAT; a line end may lie across two of them. */
  readonly lineEnds = new LineEnds();
  #target: Target;
  #octets = 0;
  readonly #room: SmtpRoom;
  readonly #connectionId: string;

  constructor(dialog: Dialog, envelope: Envelope) {
    this.recipients = envelope.recipients.length;
    this.#room = dialog.room;
    this.#connectionId = dialog.connection.id;
    this.startedAt = this.#room.clock.now();
    try {
      this.#target = { kind: 'intake', incoming: this.#room.intake.begin(envelope) };
    } catch (fault) {
      this.#logFault(fault, 'message not begun');
      this.#target = { kind: 'refused', reply: replies.fault };
    }
  }

  /** The reply that the message gets whatever else comes; undefined while it is welcome. */
  get refusal(): Reply | undefined {
    return this.#target.kind === 'refused' ? this.#target.reply : undefined;
  }

  /** Whether more was thrown away than a peer may make us read. */
  get pastDrain(): boolean {
    return this.#octets > this.#room.limits.maxMessageOctets + this.#room.limits.maxDrainOctets;
  }

  get octets(): number {
    return this.#octets;
  }

  /** Hands a piece on. A promise, which never rejects, asks to read nothing until it settles. */
  write(piece: Buffer): Promise<void> | undefined {
    this.announce(piece.length);
    this.#octets += piece.length;
    if (this.#target.kind !== 'intake' || piece.length === 0) return undefined;
    try {
      const pending = this.#target.incoming.write(piece);
      return pending?.catch((fault: unknown) => this.#fail(fault, 'content not taken'));
    } catch (fault) {
      this.#fail(fault, 'content not taken');
      return undefined;
    }
  }

  /** So many octets are coming: too many are refused before they come. */
  announce(octets: number): void {
    if (this.#octets + octets > this.#room.limits.maxMessageOctets)
      this.refuse(replies.messageTooBig, 'message too big');
  }

  /** The first refusal stands. */
  refuse(reply: Reply, reason: string): void {
    if (this.#target.kind !== 'intake') return;
    const { incoming } = this.#target;
    this.#target = { kind: 'refused', reply };
    this.#abort(incoming, reason);
  }

  /** The connection or the transaction ended first. */
  abandon(reason: string): void {
    if (this.#target.kind !== 'intake') return;
    const { incoming } = this.#target;
    this.#target = { kind: 'over' };
    this.#abort(incoming, reason);
  }

  /** The content is complete. A rejection is a fault, logged here and answered by whoever waits. */
  end(): Promise<IncomingResult> {
    if (this.#target.kind !== 'intake') return Promise.reject(new Error('a refused message has no end'));
    const { incoming } = this.#target;
    this.#target = { kind: 'over' };
    try {
      return incoming.end();
    } catch (fault) {
      return Promise.reject(fault);
    }
  }

  #fail(fault: unknown, message: string): void {
    this.#logFault(fault, message);
    this.refuse(replies.fault, message);
  }

  #abort(incoming: Incoming, reason: string): void {
    try {
      incoming.abort(reason);
    } catch (fault) {
      this.#logFault(fault, 'message not aborted');
    }
  }

  #logFault(fault: unknown, message: string): void {
    this.#room.log.error({ connection: this.#connectionId, stack: stackOf(fault) }, message);
  }
}

export function stackOf(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}
