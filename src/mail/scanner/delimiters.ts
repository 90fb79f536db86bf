/** Delimiter lines of the multiparts that are open (rfc2046#5.1.1), innermost last. */

/** Where a stretch of body ends, and what ends it. */
export type Found =
  /** No whole delimiter line: content up to `contentEnd` is certain, the rest may begin one. */
  | { readonly kind: 'pending'; readonly contentEnd: number; readonly atLineStart: boolean }
  | {
      readonly kind: 'delimiter';
      readonly contentEnd: number;
      /** Which open multipart it belongs to. */
      readonly level: number;
      /** `--boundary--`. */
      readonly closes: boolean;
      /** First octet after its line. */
      readonly lineEnd: number;
    };

type Match =
  | { kind: 'none' }
  | { kind: 'more' }
  | { kind: 'delimiter'; level: number; closes: boolean; lineEnd: number };

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const dash = 0x2d;
const opening = Buffer.from('\n--');
/** White space after a boundary that is still read as a delimiter line. */
const paddingLimit = 200;

export class Delimiters {
  readonly #boundaries: Buffer[] = [];

  get depth(): number {
    return this.#boundaries.length;
  }

  push(boundary: string): void {
    this.#boundaries.push(Buffer.from(boundary, 'utf8'));
  }

  /** A delimiter of that level was read: multiparts inside it ended without their own. */
  reached(level: number, closes: boolean): void {
    this.#boundaries.length = closes ? level : level + 1;
  }

  /** Whether a whole line is a delimiter. */
  isDelimiter(line: Buffer): boolean {
    return this.#match(line, 0).kind === 'delimiter';
  }

  /** @param atLineStart the octet at `from` begins a line */
  find(octets: Buffer, from: number, atLineStart: boolean): Found {
    if (atLineStart) {
      const match = this.#match(octets, from);
      if (match.kind === 'more') return { kind: 'pending', contentEnd: from, atLineStart: true };
      if (match.kind === 'delimiter') return { ...match, contentEnd: from };
    }
    for (let at = octets.indexOf(opening, from); at >= 0; at = octets.indexOf(opening, at + 1)) {
      // The line end before a delimiter is part of it.
      const contentEnd = at > from && octets[at - 1] === carriageReturn ? at - 1 : at;
      const match = this.#match(octets, at + 1);
      if (match.kind === 'more') return { kind: 'pending', contentEnd, atLineStart: false };
      if (match.kind === 'delimiter') return { ...match, contentEnd };
    }
    return { kind: 'pending', contentEnd: beforeOpening(octets, from), atLineStart: false };
  }

  #match(octets: Buffer, at: number): Match {
    const available = octets.length - at;
    if (available < 2) return available === 0 || octets[at] === dash ? { kind: 'more' } : { kind: 'none' };
    if (octets[at] !== dash || octets[at + 1] !== dash) return { kind: 'none' };
    let more = false;
    for (let level = this.#boundaries.length - 1; level >= 0; level--) {
      const boundary = this.#boundaries[level] as Buffer;
      const end = at + 2 + boundary.length;
      const common = Math.min(end, octets.length);
      if (octets.compare(boundary, 0, common - at - 2, at + 2, common) !== 0) continue;
      const rest = end > octets.length ? 'more' : readRest(octets, end);
      if (rest === 'more') more = true;
      else if (rest !== 'none') return { kind: 'delimiter', level, ...rest };
    }
    return { kind: more ? 'more' : 'none' };
  }
}

/** After the boundary: an optional `--`, white space, the line end; anything else makes it no delimiter. */
function readRest(octets: Buffer, from: number): { closes: boolean; lineEnd: number } | 'more' | 'none' {
  const closes = octets[from] === dash && octets[from + 1] === dash;
  if (!closes && octets[from] === dash) return from + 1 < octets.length ? 'none' : 'more';
  for (let at = closes ? from + 2 : from; at < octets.length; at++) {
    const octet = octets[at];
    if (octet === lineFeed) return { closes, lineEnd: at + 1 };
    if ((octet !== 0x20 && octet !== 0x09 && octet !== carriageReturn) || at - from > paddingLimit) return 'none';
  }
  return 'more';
}

/** Leaves out octets at the end that may be the first of a delimiter. */
function beforeOpening(octets: Buffer, from: number): number {
  let end = octets.length;
  if (end > from && octets[end - 1] === dash && octets[end - 2] === lineFeed && end - 1 > from) end--;
  if (end > from && octets[end - 1] === lineFeed) {
    end--;
    return end > from && octets[end - 1] === carriageReturn ? end - 1 : end;
  }
  return end > from && octets[end - 1] === carriageReturn ? end - 1 : octets.length;
}
