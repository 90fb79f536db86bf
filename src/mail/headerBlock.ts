/** The header block of a message or part (rfc5322#2.2): octets to fields and back. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Header } from './message.ts';

/** Fields in their order, unfolded. Lines that are no field (an mbox "From ", garbage) are left out. */
export function parseHeaders(block: Buffer): Header[] {
  const ascii = isAscii(block);
  const utf8 = !ascii && isUtf8(block);
  const text = utf8 ? block.toString('utf8') : block.toString('latin1');
  const headers: Header[] = [];
  let from = 0;
  while (from < text.length) {
    const end = fieldEnd(text, from);
    const colon = text.indexOf(':', from);
    if (colon > from && colon < end) {
      const name = text.slice(from, colon).trimEnd();
      const value = unfold(text.slice(colon + 1, end));
      if (isFieldName(name)) headers.push({ name, value: ascii || utf8 ? value : mixed(value) });
    }
    from = end + 1;
  }
  return headers;
}

/** Index of the line feed that ends the field that begins at `from`. */
function fieldEnd(text: string, from: number): number {
  let end = text.indexOf('\n', from);
  while (end >= 0 && (text[end + 1] === ' ' || text[end + 1] === '\t')) end = text.indexOf('\n', end + 1);
  return end < 0 ? text.length : end;
}

function unfold(value: string): string {
  // rfc5322#2.2.3: the line end goes, the white space after it stays.
  const line = value.includes('\n') ? value.replace(/\r?\n/g, '') : value;
  return line.trim();
}

/** rfc5322#2.2: printable ASCII without colon. */
function isFieldName(name: string): boolean {
  return name !== '' && name.length <= 998 && /^[!-9;-~]+$/.test(name);
}

/** A block that is not UTF-8 as a whole may have fields that are. */
function mixed(value: string): string {
  const octets = Buffer.from(value, 'latin1');
  return !isAscii(octets) && isUtf8(octets) ? octets.toString('utf8') : value;
}

/** Value of the first field of that name. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const header of headers) {
    if (header.name.length === wanted.length && header.name.toLowerCase() === wanted) return header.value;
  }
  return undefined;
}

/** The whole block with the empty line that ends it: the body follows directly. UTF-8, CRLF, lines folded. */
export function writeHeaders(headers: readonly Header[]): Buffer {
  return Buffer.from(`${headers.map(({ name, value }) => foldHeader(name, value)).join('')}\r\n`, 'utf8');
}

/** rfc5322#2.1.1: lines should have 78 characters and must not have more than 998. */
const niceLine = 78;
const longestLine = 998;

/**
 * One field with its CRLF, folded at white space. A word longer than a line may be is broken
 * by force. Line ends and NUL inside the value become spaces: nobody adds a field through a value.
 */
export function foldHeader(name: string, value: string): string {
  const words = [...value].some(isLineBreaker) ? [...value].map((c) => (isLineBreaker(c) ? ' ' : c)).join('') : value;
  let out = '';
  let line = `${name}:`;
  for (const word of words.split(/(?<=[ \t])(?=[^ \t])/).flatMap(breakLong)) {
    const piece = out === '' && line === `${name}:` ? ` ${word}` : word;
    if (line.length + piece.trimEnd().length > niceLine && line.trimEnd() !== `${name}:`) {
      out += `${line.trimEnd()}\r\n`;
      line = ` ${piece}`;
    } else line += piece;
  }
  return `${out}${line.trimEnd()}\r\n`;
}

function isLineBreaker(character: string): boolean {
  return character === '\r' || character === '\n' || character === '\0';
}

function breakLong(word: string): string[] {
  // Counted in octets: a character has four at most.
  const most = Math.floor((longestLine - 100) / 4);
  if (Buffer.byteLength(word, 'utf8') < longestLine - 100) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    piece += character;
    if (piece.length >= most) {
      pieces.push(piece);
      piece = '';
    }
  }
  return piece === '' ? pieces : [...pieces, piece];
}
