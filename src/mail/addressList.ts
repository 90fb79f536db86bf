/**
 * Address lists of From, To, Cc and their like (rfc5322#3.4), read a character at a time:
 * quoted strings, nested comments, groups, source routes, encoded words. No regular
 * expression touches the text, and whatever it holds, reading ends and never throws.
 */
import { decodeWords } from './encodedWord.ts';

export interface Mailbox {
  /** Display name, decoded; '' when there is none. */
  readonly name: string;
  /** Lower-cased as a whole, for comparing. */
  readonly address: string;
  /** As written, for printing. */
  readonly written: string;
}

type Token = { readonly kind: 'text' | 'quoted' | 'comment'; readonly text: string } | { readonly kind: Special };
type Special = '<' | '>' | ',' | ':' | ';' | 'space';

/** Mailboxes in their order, members of groups among them. What has no address is left out. */
export function parseAddresses(value: string): Mailbox[] {
  const mailboxes: Mailbox[] = [];
  let entry: Token[] = [];
  let angle = false;
  const close = () => {
    const mailbox = readMailbox(entry);
    if (mailbox) mailboxes.push(mailbox);
    entry = [];
    angle = false;
  };
  for (const token of tokens(value)) {
    if (token.kind === '<') angle = true;
    // Outlook separates by semicolons; in rfc5322 they end a group. Both end a mailbox.
    if (token.kind === ',' || token.kind === ';') {
      if (angle) continue;
      close();
    } else if (token.kind === ':' && !angle) entry = [];
    else entry.push(token);
    if (token.kind === '>') angle = false;
  }
  close();
  return mailboxes;
}

function readMailbox(entry: readonly Token[]): Mailbox | undefined {
  const opening = entry.findLastIndex((token) => token.kind === '<');
  if (opening < 0) return bareMailbox(entry);
  const inside = entry.slice(opening + 1);
  const closing = inside.findIndex((token) => token.kind === '>');
  const written = addressText(closing < 0 ? inside : inside.slice(0, closing));
  const name = phrase(entry.slice(0, opening)) || comments(entry);
  return mailbox(written, name);
}

/** `johanna@contoso.example (Johanna Winter)`, the form before display names. */
function bareMailbox(entry: readonly Token[]): Mailbox | undefined {
  return mailbox(addressText(entry), comments(entry));
}

function mailbox(written: string, name: string): Mailbox | undefined {
  const route = written.startsWith('@') ? written.slice(written.indexOf(':') + 1) : written;
  const at = route.lastIndexOf('@');
  if (at <= 0 || at === route.length - 1) return undefined;
  return { name, address: route.toLowerCase(), written: route };
}

/** The octets of an address: quoted local parts keep their quotes, white space and comments go. */
function addressText(entry: readonly Token[]): string {
  return entry
    .map((token) => {
      switch (token.kind) {
        case 'text':
          return token.text;
        case 'quoted':
          return isDotAtom(token.text) ? token.text : `"${token.text.replace(/["\\]/g, '\\$&')}"`;
        case ':':
        case ',':
          return token.kind;
        default:
          return '';
      }
    })
    .join('');
}

/** A quoted string that needs no quotes is the same address without them (rfc5321#4.1.2). */
function isDotAtom(text: string): boolean {
  return text !== '' && !text.startsWith('.') && !text.endsWith('.') && /^[\w.!#$%&'*+/=?^`{|}~-]+$/.test(text);
}

function phrase(entry: readonly Token[]): string {
  const text = entry
    .map((token) => (token.kind === 'text' || token.kind === 'quoted' ? token.text : token.kind === 'space' ? ' ' : ''))
    .join('');
  return decodeWords(text.trim());
}

function comments(entry: readonly Token[]): string {
  return entry
    .flatMap((token) => (token.kind === 'comment' ? [decodeWords(token.text.trim())] : []))
    .join(' ')
    .trim();
}

function* tokens(value: string): Generator<Token> {
  let at = 0;
  while (at < value.length) {
    const character = value[at] ?? '';
    if (character === '"') {
      const { text, next } = quoted(value, at + 1);
      yield { kind: 'quoted', text };
      at = next;
    } else if (character === '(') {
      const { text, next } = comment(value, at + 1);
      yield { kind: 'comment', text };
      at = next;
    } else if (isSpecial(character)) {
      yield { kind: character };
      at++;
    } else if (isSpace(character)) {
      yield { kind: 'space' };
      while (isSpace(value[at])) at++;
    } else {
      const from = at;
      while (at < value.length && isPlain(value[at])) at++;
      yield { kind: 'text', text: value.slice(from, at) };
    }
  }
}

function quoted(value: string, from: number): { text: string; next: number } {
  let text = '';
  for (let at = from; at < value.length; at++) {
    if (value[at] === '"') return { text, next: at + 1 };
    if (value[at] === '\\') at++;
    text += value[at] ?? '';
  }
  return { text, next: value.length };
}

function comment(value: string, from: number): { text: string; next: number } {
  let text = '';
  let depth = 1;
  for (let at = from; at < value.length; at++) {
    if (value[at] === '(') depth++;
    if (value[at] === ')' && --depth === 0) return { text, next: at + 1 };
    if (value[at] === '\\') at++;
    text += value[at] ?? '';
  }
  return { text, next: value.length };
}

function isSpecial(character: string): character is Exclude<Special, 'space'> {
  return '<>,:;'.includes(character);
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}

function isPlain(character: string | undefined): boolean {
  return character !== undefined && !isSpace(character) && !'"(<>,:;'.includes(character);
}
