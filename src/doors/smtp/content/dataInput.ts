import { replies } from '../replies.ts';
import type { Dialog, Input } from '../verb.ts';
import { conclude } from './conclude.ts';
import { DataReader } from './dataReader.ts';
import type { Transfer } from './transfer.ts';

/** Reads what follows DATA's 354, up to the dot alone on its line. */
export class DataInput implements Input {
  readonly #reader = new DataReader();
  readonly #dialog: Dialog;
  readonly #transfer: Transfer;

  constructor(dialog: Dialog, transfer: Transfer) {
    this.#dialog = dialog;
    this.#transfer = transfer;
  }

  read(chunk: Buffer, at: number): number {
    const reader = this.#reader;
    const next = reader.read(chunk, at);
    if (reader.spoiled) this.#transfer.refuse(replies.bareLineEndInContent, 'bare CR or LF');
    const { start, end } = reader;
    if (end > start) {
      const whole = start === 0 && end === chunk.length;
      const pending = this.#transfer.write(whole ? chunk : chunk.subarray(start, end));
      if (pending) {
        // A piece never ends with the end of the content: that is read once the intake is ready again.
        this.#dialog.wait(pending, ignore, ignore);
        return next;
      }
    }
    if (reader.ended) conclude(this.#dialog, this.#transfer);
    else if (this.#transfer.pastDrain) this.#dialog.close(replies.messageTooBig);
    return next;
  }
}

function ignore(): void {}
