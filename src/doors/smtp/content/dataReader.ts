import { findOctet, loadOctets, unloadOctets } from './octetScan.ts';

/** What the octets read so far leave open (rfc5321#4.1.1.4). */
type Place =
  /** Inside a line. */
  | 'text'
  /** A CR was the last octet. */
  | 'cr'
  /** A CRLF was; or nothing has come yet. */
  | 'line'
  /** A dot that begins a line; held back. */
  | 'dot'
  /** Such a dot and a CR; held back. */
  | 'dotCr';

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const dot = 0x2e;

/**
 * Finds the end of DATA and the dots to unstuff (rfc5321#4.5.2) in chunks cut anywhere.
 * Only CRLF.CRLF ends the content. A bare CR or LF never does: it marks the content as
 * `spoiled`, and reading goes on to the true end, so that a smuggled "end" with commands
 * behind it stays inside the message that will be refused.
 *
 * Each `read` gives one piece of content as `[start, end)` of the chunk; nothing is copied
 * for the caller.
 */
export class DataReader {
  start = 0;
  end = 0;
  ended = false;
  spoiled = false;
  #place: Place = 'line';

  /** Reads from `at`; returns where the next read begins. Past the end, what follows is the peer's next command. */
  read(chunk: Buffer, at: number): number {
    const next = this.#read(chunk, at);
    if (this.ended || next >= chunk.length) unloadOctets();
    return next;
  }

  #read(chunk: Buffer, from: number): number {
    let at = from;
    this.start = at;
    this.end = at;
    // At most three octets a line: what the last chunk, or the last dot, left open.
    for (; at < chunk.length && this.#place !== 'text'; at++) {
      const octet = chunk[at];
      switch (this.#place) {
        case 'cr':
          if (octet !== lineFeed) return this.#spoil(chunk, at);
          this.#place = 'line';
          this.end = at + 1;
          continue;
        case 'line':
          if (octet !== dot) return this.#lines(chunk, at);
          this.#place = 'dot';
          // A piece that ends before the dot is given before anything behind it.
          if (this.end > this.start) return at + 1;
          continue;
        case 'dot':
          if (octet !== carriageReturn) {
            this.start = at;
            return this.#lines(chunk, at);
          }
          this.#place = 'dotCr';
          continue;
        case 'dotCr':
          if (octet !== lineFeed) return this.#spoil(chunk, at);
          this.ended = true;
          this.start = this.end;
          return at + 1;
      }
    }
    if (this.#place !== 'text') return at;
    return this.#lines(chunk, at);
  }

  #spoil(chunk: Buffer, at: number): number {
    this.spoiled = true;
    return this.#lines(chunk, at);
  }

  /** From `at`, inside a line or at the beginning of one that begins with no dot, to the next such beginning. */
  #lines(chunk: Buffer, at: number): number {
    loadOctets(chunk);
    for (let from = at; ; from++) {
      from = findOctet(from, !this.spoiled);
      if (from >= chunk.length) break;
      if (chunk[from] === dot && chunk[from - 1] === lineFeed) {
        this.#place = 'dot';
        this.end = from;
        return from + 1;
      }
      this.spoiled = true;
    }
    const last = chunk.length - 1;
    if (chunk[last] === carriageReturn) return this.#give(chunk, 'cr');
    const endsLine = last > at && chunk[last] === lineFeed && chunk[last - 1] === carriageReturn;
    return this.#give(chunk, endsLine ? 'line' : 'text');
  }

  #give(chunk: Buffer, place: Place): number {
    this.#place = place;
    this.end = chunk.length;
    return chunk.length;
  }
}
