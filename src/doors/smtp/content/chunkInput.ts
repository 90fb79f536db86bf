import { chunkTaken, type Reply, replies } from '../replies.ts';
import type { Transaction } from '../state.ts';
import type { Dialog, Input } from '../verb.ts';
import { conclude } from './conclude.ts';
import type { Transfer } from './transfer.ts';

/** Reads the octets of one BDAT (rfc3030#2): counted, not searched for an end. */
export class ChunkInput implements Input {
  readonly #dialog: Dialog;
  readonly #transaction: Transaction;
  readonly #transfer: Transfer;
  readonly #size: number;
  readonly #last: boolean;
  #left: number;

  constructor(dialog: Dialog, transaction: Transaction, transfer: Transfer, size: number, last: boolean) {
    this.#dialog = dialog;
    this.#transaction = transaction;
    this.#transfer = transfer;
    this.#size = size;
    this.#left = size;
    this.#last = last;
  }

  read(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#left);
    const piece = at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end);
    this.#left -= piece.length;
    if (!this.#transfer.lineEnds.accept(piece)) {
      this.#transfer.refuse(replies.bareLineEndInContent, 'bare CR or LF');
    }
    const pending = this.#transfer.write(piece);
    if (pending) this.#dialog.wait(pending, () => this.settle(), ignore);
    else this.settle();
    return end;
  }

  /** Answers when all octets of the chunk have come. */
  settle(): void {
    if (this.#left > 0) {
      if (this.#transfer.pastDrain) this.#dialog.close(replies.messageTooBig);
      return;
    }
    if (this.#last) {
      if (!this.#transfer.lineEnds.finished()) this.#transfer.refuse(replies.bareLineEndInContent, 'bare CR');
      conclude(this.#dialog, this.#transfer);
      return;
    }
    const { refusal } = this.#transfer;
    // rfc3030#2: a refused message is over; chunks already on their way find no transaction.
    this.#dialog.state =
      refusal === undefined
        ? { kind: 'chunks', transaction: this.#transaction, transfer: this.#transfer }
        : { kind: 'ready' };
    this.#dialog.expectCommand();
    this.#dialog.reply(refusal ?? chunkTaken(this.#size));
  }
}

/** Throws away the octets of a BDAT that came out of sequence, then answers it. */
export class DiscardInput implements Input {
  readonly #dialog: Dialog;
  readonly #reply: Reply;
  #left: number;

  constructor(dialog: Dialog, size: number, reply: Reply) {
    this.#dialog = dialog;
    this.#left = size;
    this.#reply = reply;
  }

  read(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#left);
    this.#left -= end - at;
    if (this.#left === 0) {
      this.#dialog.expectCommand();
      this.#dialog.mistake(this.#reply);
    }
    return end;
  }
}

function ignore(): void {}
