/**
 * Follows the structure of a message (rfc2045, rfc2046) while its octets arrive, and
 * keeps the header section and the calendar forms. All other octets are looked at once,
 * for boundaries, and are gone. Memory is bounded by the limits, whatever the message.
 */

import { parseStructuredField } from '../contentType.ts';
import { headerValue, parseHeaders } from '../headerBlock.ts';
import type { CalendarForm, CalendaringMethod, Header, KeptMessage } from '../message.ts';
import { Delimiters } from './delimiters.ts';
import { type Leaf, methodInText, openLeaf, textDefault } from './leaf.ts';
import { defaultScannerLimits, type ScannerLimits } from './limits.ts';

/** What the body is needed for: nothing, its calendar forms, or readable text too. */
export type Keeping = 'nothing' | 'forms' | 'text';

/** `waiting`: the header section is there, and what to keep of the body has not been said yet. */
type Mode = 'header' | 'waiting' | 'body' | 'done';

const lineFeed = 0x0a;
const nothing: Buffer = Buffer.alloc(0);

export class MessageScanner {
  /** Octets so far. */
  size = 0;
  /** Octets of the header section with its blank line. */
  headerOctets = 0;
  /** The header section was longer than its limit; nothing after that was looked at. */
  headerTooLarge = false;
  /** Set once the header section is complete. */
  headers: readonly Header[] | undefined;
  /** A method once a form shows it; false once there can be none; undefined before that. */
  calendaring: CalendaringMethod | false | undefined;
  /** A winmail.dat that says it is a meeting message. */
  hasMeetingTnef = false;

  readonly #limits: ScannerLimits;
  readonly #delimiters = new Delimiters();
  readonly #forms: CalendarForm[] = [];
  #plain: string | undefined;
  #html: string | undefined;
  #keeping: Keeping = 'forms';
  #mode: Mode = 'header';
  #headerLines: Buffer[] = [];
  #headerSize = 0;
  #parts = 0;
  #leaf: Leaf | undefined;
  /** Pieces of a header line whose end has not come. */
  #fragments: Buffer[] = [];
  #fragmentOctets = 0;
  /** Octets that may be the beginning of a delimiter line, or of a body that waits. */
  #carry: Buffer = nothing;
  #atLineStart = true;

  constructor(options: { limits?: Partial<ScannerLimits> } = {}) {
    this.#limits = { ...defaultScannerLimits, ...options.limits };
  }

  /** What to keep from here on. May be called when the headers are there. */
  keep(what: Keeping): void {
    this.#keeping = what;
    if (what === 'nothing') this.#finish();
    else this.#goOn();
  }

  /** The octets are looked at during the call only. */
  write(piece: Buffer): void {
    this.size += piece.length;
    this.#goOn();
    this.#scan(piece);
  }

  /** Reads what came with the end of the header section. */
  #goOn(): void {
    if (this.#mode !== 'waiting') return;
    this.#mode = 'body';
    const octets = this.#carry;
    this.#carry = nothing;
    this.#scan(octets);
  }

  #scan(piece: Buffer): void {
    if (this.#mode === 'done') return;
    const octets = this.#carry.length === 0 ? piece : Buffer.concat([this.#carry, piece]);
    this.#carry = nothing;
    let at = 0;
    while (at < octets.length) {
      const mode = this.#modeNow();
      if (mode === 'done') return;
      if (mode === 'waiting') {
        this.#carry = Buffer.from(octets.subarray(at));
        return;
      }
      at = mode === 'header' ? this.#readHeader(octets, at) : this.#readBody(octets, at);
    }
  }

  #modeNow(): Mode {
    return this.#mode;
  }

  /** The message is complete. */
  end(): KeptMessage {
    this.#goOn();
    if (this.#mode === 'header' && this.headers === undefined) {
      this.#headerLines.push(this.#takeLine(nothing));
      this.#endHeader();
      this.#mode = 'body';
    } else if (this.#mode === 'body' && this.#carry.length > 0) {
      // The last line may be a delimiter that lacks its line end.
      this.#scan(Buffer.from('\r\n'));
    }
    this.#endLeaf();
    if (this.calendaring === undefined) this.calendaring = false;
    return {
      headers: this.headers ?? [],
      forms: this.#forms,
      ...(this.#plain === undefined ? {} : { plain: this.#plain }),
      ...(this.#html === undefined ? {} : { html: this.#html }),
      size: this.size,
      ...(this.calendaring === false ? {} : { calendaring: this.calendaring }),
    };
  }

  /** Nothing of what is still to come matters. */
  #finish(): void {
    this.#mode = 'done';
    this.#leaf = undefined;
    this.#carry = nothing;
    this.#headerLines = [];
    this.#fragments = [];
  }

  #readHeader(octets: Buffer, at: number): number {
    const end = octets.indexOf(lineFeed, at);
    if (end < 0) {
      const rest = Buffer.from(octets.subarray(at));
      this.#fragments.push(rest);
      this.#fragmentOctets += rest.length;
      if (this.#fragmentOctets + this.#headerSize > this.#limits.headerOctets) this.#headerEndsTooLarge();
      return octets.length;
    }
    const line = this.#takeLine(octets.subarray(at, end + 1));
    if (isBlank(line)) {
      this.#headerSize += line.length;
      this.#endHeader();
      return end + 1;
    }
    // A part that has no blank line ends at the delimiter all the same.
    if (this.headers !== undefined && this.#delimiters.isDelimiter(line)) {
      this.#endHeader();
      this.#scan(line);
      return end + 1;
    }
    this.#headerLines.push(Buffer.from(line));
    this.#headerSize += line.length;
    if (this.#headerSize > this.#limits.headerOctets) this.#headerEndsTooLarge();
    return end + 1;
  }

  /** A whole line, with the pieces of it that came before. */
  #takeLine(end: Buffer): Buffer {
    if (this.#fragments.length === 0) return end;
    const line = Buffer.concat([...this.#fragments, end]);
    this.#fragments = [];
    this.#fragmentOctets = 0;
    return line;
  }

  #headerEndsTooLarge(): void {
    if (this.headers === undefined) {
      this.headerTooLarge = true;
      this.#endHeader();
    }
    this.#finish();
  }

  #endHeader(): void {
    const headers = parseHeaders(Buffer.concat(this.#headerLines));
    const top = this.headers === undefined;
    if (top) {
      this.headers = headers;
      this.headerOctets = this.#headerSize;
    }
    this.#headerLines = [];
    this.#headerSize = 0;
    this.#mode = top ? 'waiting' : 'body';
    this.#atLineStart = true;
    this.#openPart(headers, top);
  }

  #openPart(headers: readonly Header[], top: boolean): void {
    this.#leaf = undefined;
    const type = parseStructuredField(headerValue(headers, 'Content-Type') ?? textDefault);
    const boundary = type.parameters.get('boundary');
    if (type.value.startsWith('multipart/') && boundary !== undefined && this.#delimiters.depth < this.#limits.depth) {
      this.#delimiters.push(boundary);
      return;
    }
    this.#parts++;
    // What a forwarded message holds was meant for somebody else: it is read past.
    if (type.value !== 'message/rfc822') this.#leaf = openLeaf(headers, type, this.#keeping, this.#limits);
    this.calendaring ??= this.#leaf?.method;
    if (top && this.#leaf?.form === undefined) {
      this.calendaring = false;
      if (this.#leaf === undefined) this.#finish();
    }
    if (this.#parts > this.#limits.parts) this.#finish();
  }

  /** Looks for the next delimiter line; all before it is the part's. */
  #readBody(octets: Buffer, from: number): number {
    const found = this.#delimiters.find(octets, from, this.#atLineStart);
    this.#leaf?.write(octets.subarray(from, found.contentEnd));
    if (found.kind === 'pending') {
      this.#atLineStart = found.atLineStart;
      this.#carry = Buffer.from(octets.subarray(found.contentEnd));
      return octets.length;
    }
    this.#endLeaf();
    this.#delimiters.reached(found.level, found.closes);
    this.#mode = found.closes ? 'body' : 'header';
    this.#atLineStart = true;
    return found.lineEnd;
  }

  #endLeaf(): void {
    const leaf = this.#leaf;
    this.#leaf = undefined;
    if (!leaf) return;
    const kept = leaf.end();
    switch (kept.kind) {
      case 'form': {
        if (this.#forms.length >= this.#limits.forms) return;
        this.#forms.push(kept.form);
        const method = leaf.method ?? (kept.form.kind === 'text/calendar' ? methodInText(kept.form.text) : undefined);
        if (this.calendaring === undefined || this.calendaring === false) this.calendaring = method ?? this.calendaring;
        this.hasMeetingTnef ||= kept.meeting;
        return;
      }
      case 'plain':
        this.#plain ??= kept.text;
        return;
      case 'html':
        this.#html ??= kept.text;
        return;
    }
  }
}

function isBlank(line: Buffer): boolean {
  return line.length === 1 || (line.length === 2 && line[0] === 0x0d);
}
