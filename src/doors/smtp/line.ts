import { replies } from './replies.ts';
import type { Dialog, Input } from './verb.ts';

const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** A line that is read, or being thrown away because it is too long. */
type Place = 'line' | 'tooLong';

/**
 * Reads command lines out of chunks cut anywhere and hands each, without its CRLF, to
 * whoever expects it. Only CRLF ends a line: a bare CR or LF ends the session, for nobody
 * honest sends one and every guess about it is somebody's smuggling (rfc5321#2.3.8).
 */
export class LineInput implements Input {
  /** Where the next line goes; the session changes it for the length of an AUTH exchange. */
  take: (line: string) => void;
  readonly #dialog: Dialog;
  /** Begin of a line whose end has not come. */
  #partial: Buffer | undefined;
  #place: Place = 'line';
  /** Whether the last octet thrown away was a CR. */
  #afterReturn = false;

  constructor(dialog: Dialog, take: (line: string) => void) {
    this.#dialog = dialog;
    this.take = take;
  }

  read(chunk: Buffer, at: number): number {
    if (this.#place === 'tooLong') return this.#skip(chunk, at);
    const feed = chunk.indexOf(lineFeed, at);
    if (feed < 0) return this.#keep(chunk, at);
    const next = feed + 1;
    if (this.#partial) {
      const line = Buffer.concat([this.#partial, chunk.subarray(at, next)]);
      this.#partial = undefined;
      this.#hand(line, 0, line.length);
    } else this.#hand(chunk, at, next);
    return next;
  }

  #hand(chunk: Buffer, start: number, end: number): void {
    if (end - start < 2 || chunk[end - 2] !== carriageReturn) {
      this.#dialog.close(replies.bareLineEnd);
      return;
    }
    if (end - start > this.#limit(chunk, start)) {
      this.#complain(chunk, start);
      return;
    }
    const line = chunk.toString('utf8', start, end - 2);
    if (line.includes('\r')) this.#dialog.close(replies.bareLineEnd);
    else this.take(line);
  }

  #keep(chunk: Buffer, at: number): number {
    const piece = chunk.subarray(at);
    // Copied: a chunk of 64 kB is not kept for the few octets of its last line.
    const partial = this.#partial ? Buffer.concat([this.#partial, piece]) : Buffer.from(piece);
    const loose = partial.indexOf(carriageReturn);
    if (loose >= 0 && loose < partial.length - 1) {
      this.#partial = undefined;
      this.#dialog.close(replies.bareLineEnd);
    } else if (partial.length > this.#limit(partial, 0)) {
      this.#partial = undefined;
      this.#place = 'tooLong';
      this.#afterReturn = partial[partial.length - 1] === carriageReturn;
      this.#complain(partial, 0);
    } else this.#partial = partial;
    return chunk.length;
  }

  /** Throws away the rest of a line that was too long; it has been answered. */
  #skip(chunk: Buffer, at: number): number {
    const feed = chunk.indexOf(lineFeed, at);
    if (feed < 0) {
      this.#afterReturn = chunk[chunk.length - 1] === carriageReturn;
      return chunk.length;
    }
    this.#place = 'line';
    const ended = feed > at ? chunk[feed - 1] === carriageReturn : this.#afterReturn;
    if (!ended) this.#dialog.close(replies.bareLineEnd);
    return feed + 1;
  }

  #complain(line: Buffer, start: number): void {
    const reply = this.#isAuth(line, start) ? replies.authLineTooLong : replies.lineTooLong;
    this.#dialog.endExchange();
    this.#dialog.mistake(reply);
  }

  #limit(line: Buffer, start: number): number {
    const { maxLineOctets, maxAuthLineOctets } = this.#dialog.room.limits;
    if (line.length - start <= maxLineOctets) return maxLineOctets;
    return this.#isAuth(line, start) ? maxAuthLineOctets : maxLineOctets;
  }

  #isAuth(line: Buffer, start: number): boolean {
    return this.#dialog.inExchange() || line.toString('latin1', start, start + 5).toUpperCase() === 'AUTH ';
  }
}
