/** Watches content that has no dots to unstuff (BDAT) for a bare CR or LF, in pieces cut anywhere. */
export class LineEnds {
  #afterReturn = false;

  /** False when the piece has a CR without LF or a LF without CR. */
  accept(piece: Buffer): boolean {
    if (piece.length === 0) return true;
    const text = piece.toString('latin1');
    let from = 0;
    if (this.#afterReturn) {
      if (text.charCodeAt(0) !== 0x0a) return false;
      from = 1;
    }
    for (;;) {
      const feed = text.indexOf('\n', from);
      const carriageReturn = text.indexOf('\r', from);
      if (feed < 0) {
        this.#afterReturn = carriageReturn >= 0;
        return carriageReturn < 0 || carriageReturn === text.length - 1;
      }
      if (carriageReturn < 0 || carriageReturn !== feed - 1) return false;
      from = feed + 1;
    }
  }

  /** False when the content ended in the middle of a line end. */
  finished(): boolean {
    return !this.#afterReturn;
  }
}
