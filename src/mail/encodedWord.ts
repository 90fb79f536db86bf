/**
 * Encoded words (rfc2047): how header text says what is not ASCII. Reading is lenient
 * (a character split over two words, spaces inside a word); writing is not.
 */
import { decodeText } from './charset.ts';
import { decodeQuotedPrintable } from './transferEncoding.ts';

/** One word. Every quantifier stops at the next question mark, so reading is linear. */
const word = /=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=/g;

interface Decoded {
  readonly charset: string;
  readonly octets: Buffer;
}

/** @param value an unfolded header value */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  let out = '';
  let last = 0;
  /** Neighbours of one charset, decoded together because some mailers split characters. */
  let run: Decoded[] = [];
  const flush = () => {
    if (run.length > 0) out += decodeText(Buffer.concat(run.map(({ octets }) => octets)), run[0]?.charset);
    run = [];
  };
  for (const match of value.matchAll(word)) {
    const [whole, label = '', encoding = '', text = ''] = match;
    // rfc2231#5: a language may follow the charset.
    const charset = label.split('*', 1)[0] ?? '';
    const between = value.slice(last, match.index);
    // rfc2047#6.2: white space between encoded words is no part of the text.
    if (run.length === 0 || between.trim() !== '') {
      flush();
      out += between;
    } else if (run[0]?.charset.toLowerCase() !== charset.toLowerCase()) flush();
    run.push({ charset, octets: decodeWord(encoding, text) });
    last = match.index + whole.length;
  }
  flush();
  return out + value.slice(last);
}

function decodeWord(encoding: string, text: string): Buffer {
  return encoding === 'B' || encoding === 'b'
    ? Buffer.from(text, 'base64')
    : decodeQuotedPrintable(Buffer.from(text.replaceAll('_', ' '), 'utf8'));
}

/** Octets of text in one encoded word: 75 in all (rfc2047#2), less its frame, as base64 of whole triples. */
const octetsAWord = 45;

/** Header text as ASCII. Words from the first to the last that needs it are encoded; the rest stays readable. */
export function encodeWords(text: string): string {
  if (!needsEncoding(text)) return text;
  const words = text.split(' ');
  const first = words.findIndex(needsEncoding);
  const last = words.findLastIndex(needsEncoding);
  const encoded = encodeRun(words.slice(first, last + 1).join(' '));
  return [...words.slice(0, first), ...encoded, ...words.slice(last + 1)].join(' ');
}

/** A display name: encoded, quoted, or plain, whichever it needs (rfc5322#3.2.5). */
export function encodePhrase(name: string): string {
  if (needsEncoding(name)) return encodeRun(name).join(' ');
  if (/^[\w !#$%&'*+/=?^`{|}~-]*$/.test(name)) return name;
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}

function needsEncoding(text: string): boolean {
  if (text.includes('=?')) return true;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 126 || (code < 32 && code !== 9)) return true;
  }
  return false;
}

function encodeRun(text: string): string[] {
  const words: string[] = [];
  let piece = '';
  let octets = 0;
  for (const character of text) {
    const length = Buffer.byteLength(character, 'utf8');
    if (octets + length > octetsAWord) {
      words.push(piece);
      piece = '';
      octets = 0;
    }
    piece += character;
    octets += length;
  }
  words.push(piece);
  return words.map((each) => `=?utf-8?B?${Buffer.from(each, 'utf8').toString('base64')}?=`);
}
