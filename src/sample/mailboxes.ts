import { headerValue } from '../mail/headerBlock.ts';
import type { Header } from '../mail/message.ts';

/** A message as it lies in a mailbox of the sample. */
export interface HomeMessage {
  /** Envelope sender. */
  readonly from: string;
  /** Envelope recipient. */
  readonly to: string;
  /** As written in the header. */
  readonly subject: string;
  readonly at: number;
  /** Octets of the whole message. */
  readonly size: number;
  readonly headers: readonly Header[];
  /** Header and body; of a large message the beginning. */
  readonly raw: Buffer;
}

/** The sample lives in memory, so memory is what it may not fill. */
const messagesKept = 200;
const octetsKept = 512 * 1024;
const mailboxesKept = 100;

/** The last messages of each address. */
export class Mailboxes {
  readonly #mailboxes = new Map<string, HomeMessage[]>();

  /** False when there are too many mailboxes already. */
  deliver(mailbox: string, message: Omit<HomeMessage, 'subject' | 'size'>): boolean {
    let messages = this.#mailboxes.get(mailbox);
    if (!messages) {
      if (this.#mailboxes.size >= mailboxesKept) return false;
      messages = [];
      this.#mailboxes.set(mailbox, messages);
    }
    const { raw } = message;
    messages.push({
      ...message,
      subject: headerValue(message.headers, 'Subject') ?? '',
      size: raw.length,
      raw: raw.length > octetsKept ? Buffer.from(raw.subarray(0, octetsKept)) : raw,
    });
    if (messages.length > messagesKept) messages.shift();
    return true;
  }

  of(mailbox: string): readonly HomeMessage[] {
    return this.#mailboxes.get(mailbox) ?? [];
  }
}
