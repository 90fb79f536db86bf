import { findOctet, loadOctets, unloadOctets } from './octetScan.ts';

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const dot = 0x2e;

/** Watches content that has no dots to unstuff (BDAT) for a bare CR or LF, in pieces cut anywhere. */
export class LineEnds {
  #afterReturn = false;

  /** False when the piece has a CR without LF or a LF without CR. */
  accept(piece: Buffer): boolean {
    if (piece.length === 0) return true;
    if (this.#afterReturn && piece[0] !== lineFeed) return false;
    loadOctets(piece);
    let at = findOctet(this.#afterReturn ? 1 : 0, true);
    while (piece[at] === dot && piece[at - 1] === lineFeed) at = findOctet(at + 1, true);
    unloadOctets();
    this.#afterReturn = piece[piece.length - 1] === carriageReturn;
    return at >= piece.length;
  }

  /** False when the content ended in the middle of a line end. */
  finished(): boolean {
    return !this.#afterReturn;
  }
}
