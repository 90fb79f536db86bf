/**
 * Content-Type and Content-Disposition (rfc2045#5.1, rfc2183): a value and its parameters,
 * with the continuations and charsets of rfc2231.
 */
import { decodeText } from './charset.ts';
import { decodeWords } from './encodedWord.ts';

export interface StructuredField {
  /** `type/subtype` or disposition, lower-cased; '' when unreadable. */
  readonly value: string;
  /** Names lower-cased, rfc2231 resolved; the first of a name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** More parameters than these, or sections of one, are ignored. */
const mostParameters = 100;

export function parseStructuredField(text: string): StructuredField {
  const pieces = splitAtSemicolons(text);
  const raw = new Map<string, string>();
  for (const piece of pieces.slice(1, mostParameters)) {
    const equals = piece.indexOf('=');
    if (equals <= 0) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    if (name !== '' && !raw.has(name)) raw.set(name, piece.slice(equals + 1).trim());
  }
  const value = (pieces[0] ?? '').replace(/\s+/g, '').toLowerCase();
  return { value, parameters: resolve(raw) };
}

/** Pieces without comments and quotes: a semicolon inside a quoted string separates nothing. */
function splitAtSemicolons(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  let comments = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\' && (quoted || comments > 0)) {
      at++;
      if (comments === 0) piece += text[at] ?? '';
    } else if (quoted) {
      if (character === '"') quoted = false;
      else piece += character;
    } else if (character === '(') comments++;
    else if (character === ')' && comments > 0) comments--;
    else if (comments > 0) continue;
    else if (character === '"') quoted = true;
    else if (character === ';') {
      pieces.push(piece);
      piece = '';
    } else piece += character;
  }
  pieces.push(piece);
  return pieces;
}

function resolve(raw: ReadonlyMap<string, string>): Map<string, string> {
  const resolved = new Map<string, string>();
  for (const [name, value] of raw) {
    const star = name.indexOf('*');
    if (star < 0) {
      // Not allowed by rfc2047#5, and done by many mailers all the same.
      if (!resolved.has(name)) resolved.set(name, decodeWords(value));
      continue;
    }
    const base = name.slice(0, star);
    if (name === `${base}*`) resolved.set(base, decodeExtended(value));
    else if (name === `${base}*0` || name === `${base}*0*`) resolved.set(base, joinSections(raw, base));
  }
  return resolved;
}

/** rfc2231#3 and #4.1: sections in order, each percent-encoded when its name ends with an asterisk. */
function joinSections(raw: ReadonlyMap<string, string>, base: string): string {
  let charset: string | undefined;
  const octets: Buffer[] = [];
  for (let section = 0; section < mostParameters; section++) {
    const extended = raw.get(`${base}*${section}*`);
    const plain = raw.get(`${base}*${section}`);
    if (extended === undefined && plain === undefined) break;
    if (extended === undefined) octets.push(Buffer.from(plain ?? '', 'utf8'));
    else if (section === 0) {
      const parts = extendedParts(extended);
      charset = parts.charset;
      octets.push(unpercent(parts.text));
    } else octets.push(unpercent(extended));
  }
  return decodeText(Buffer.concat(octets), charset);
}

function decodeExtended(value: string): string {
  const { charset, text } = extendedParts(value);
  return decodeText(unpercent(text), charset);
}

/** rfc2231#4: charset'language'text. */
function extendedParts(value: string): { charset: string | undefined; text: string } {
  const first = value.indexOf("'");
  const second = first < 0 ? -1 : value.indexOf("'", first + 1);
  return second < 0
    ? { charset: undefined, text: value }
    : { charset: value.slice(0, first), text: value.slice(second + 1) };
}

function unpercent(text: string): Buffer {
  const octets = Buffer.from(text, 'utf8');
  const out = Buffer.allocUnsafe(octets.length);
  let length = 0;
  for (let at = 0; at < octets.length; at++) {
    const code = octets[at] === 0x25 ? octets.toString('latin1', at + 1, at + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(code)) {
      out[length++] = Number.parseInt(code, 16);
      at += 2;
    } else out[length++] = octets[at] ?? 0;
  }
  return out.subarray(0, length);
}
