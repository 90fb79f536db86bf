import { Readable } from 'node:stream';
import { parseHeaders } from '../mail/headerBlock.ts';
import type { Header } from '../mail/message.ts';
import type { Job, Store } from '../store/contract.ts';
import { createContentDecipher } from './contentCipher.ts';

/** A job's message as it goes over the wire; may be opened again for the next host. */
export interface OutgoingMessage {
  /** Octets, where that is known beforehand. */
  readonly size?: number;
  readonly eightBit: boolean;
  open(): Buffer | Readable;
  /** Octets of what was opened last, so far. */
  sent(): number;
}

/** @param signatures header lines to stand above the message, each with its CRLF; '' for none */
export function outgoingMessage(job: Pick<Job, 'message'>, store: Store, signatures: string): OutgoingMessage {
  const { message } = job;
  if (message.type === 'whole') {
    const octets = signatures === '' ? message.octets : Buffer.concat([Buffer.from(signatures), message.octets]);
    return {
      size: octets.length,
      eightBit: octets.some((octet) => octet > 0x7f),
      open: () => octets,
      sent: () => octets.length,
    };
  }
  let sent = 0;
  return {
    // Nobody has looked at all of it, so it is announced as what it may be.
    eightBit: true,
    open() {
      sent = 0;
      return Readable.from(counted(readContent(message, store)), { objectMode: false });
    },
    sent: () => sent,
  };

  async function* counted(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      sent += piece.length;
      yield piece;
    }
  }
}

/** Header first, as the rules left it, then the body as it was streamed in: one piece in memory at a time. */
async function* readContent(
  message: Extract<Job['message'], { type: 'content' }>,
  store: Store,
): AsyncGenerator<Buffer> {
  yield message.header;
  const decipher = createContentDecipher(message.key, message.contentId);
  for await (const octets of store.content(message.contentId)) yield decipher.update(octets);
}

export function headersOf({ message }: Pick<Job, 'message'>): Header[] {
  if (message.type === 'content') return parseHeaders(message.header);
  const end = message.octets.indexOf('\r\n\r\n');
  return parseHeaders(end < 0 ? message.octets : message.octets.subarray(0, end + 2));
}
