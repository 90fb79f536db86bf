/**
 * Messages built from components (rfc5322, rfc2045): byte-exact CRLF, ASCII headers, folded
 * lines. Nothing is ever edited into finished text.
 */

import type { Random } from '../platform/random.ts';
import { parseAddresses } from './addressList.ts';
import { composeBody } from './composeBody.ts';
import { encodePhrase, encodeWords } from './encodedWord.ts';
import { foldHeader } from './headerBlock.ts';

export type BodyPart = TextPart | MultipartPart | AttachmentPart;

export interface TextPart {
  readonly kind: 'text';
  /** e.g. `text/plain`, `text/calendar`. */
  readonly type: string;
  /** Any line ends; CRLF on the wire. */
  readonly text: string;
  /** Of the Content-Type, beside charset: e.g. `{ method: 'REQUEST' }`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Absent: 7bit where the text allows it, else whichever of the two is shorter. */
  readonly encoding?: '7bit' | 'quoted-printable' | 'base64';
  /** Content-Disposition, absent by default. */
  readonly disposition?: 'inline' | 'attachment';
}

export interface MultipartPart {
  readonly kind: 'multipart';
  readonly subtype: string;
  /** From `newBoundary`: must occur in no part. */
  readonly boundary: string;
  readonly parts: readonly BodyPart[];
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface AttachmentPart {
  readonly kind: 'attachment';
  readonly type: string;
  readonly filename: string;
  readonly bytes: Buffer;
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface Composition {
  /** Name and value in order; values are text, encoded here. Fields that describe the body come from `body`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: BodyPart;
}

/** The whole message. MIME-Version is added when it is not there. */
export function composeMessage({ headers, body }: Composition): Buffer {
  const all = headers.some(([name]) => name.toLowerCase() === 'mime-version')
    ? headers
    : [...headers, ['MIME-Version', '1.0'] as const];
  const head = all.map(([name, value]) => foldHeader(name, encodeValue(name, value))).join('');
  return Buffer.from(head + composeBody(body), 'utf8');
}

/** A boundary that no text contains by chance: quoted-printable and base64 never hold `=_`. */
export function newBoundary(random: Random): string {
  return `=_${random.bytes(16).toString('hex')}`;
}

const addressFields = new Set([
  'from',
  'to',
  'cc',
  'bcc',
  'sender',
  'reply-to',
  'resent-from',
  'resent-to',
  'resent-cc',
]);

/** rfc2047#5: in address fields only display names may be encoded, elsewhere any word of text. */
function encodeValue(name: string, value: string): string {
  // biome's recommended set forbids control characters in patterns; length tells ASCII as well.
  if (Buffer.byteLength(value, 'utf8') === value.length) return value;
  if (!addressFields.has(name.toLowerCase())) return encodeWords(value);
  return parseAddresses(value)
    .map((mailbox) => writeMailbox(mailbox.written, mailbox.name))
    .join(', ');
}

/** `Johanna Winter <johanna@contoso.example>`, the name encoded or quoted as it needs. */
export function writeMailbox(address: string, name = ''): string {
  return name === '' ? address : `${encodePhrase(name)} <${address}>`;
}
