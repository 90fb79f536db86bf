/** A body part as text: its header fields, the empty line, its content (rfc2045, rfc2046). */
import type { AttachmentPart, BodyPart, MultipartPart, TextPart } from './compose.ts';
import { foldHeader } from './headerBlock.ts';
import { encodeBase64, encodeQuotedPrintable } from './transferEncoding.ts';
import { writeParameter } from './writeParameter.ts';

export function composeBody(part: BodyPart): string {
  switch (part.kind) {
    case 'text':
      return composeText(part);
    case 'multipart':
      return composeMultipart(part);
    case 'attachment':
      return composeAttachment(part);
  }
}

function composeText(part: TextPart): string {
  const text = part.text.replace(/\r\n|\r|\n/g, '\r\n');
  const encoding = part.encoding ?? chooseEncoding(text);
  const charset = part.type.startsWith('text/') ? { charset: 'utf-8' } : {};
  const head =
    contentType(part.type, { ...charset, ...part.parameters }) +
    foldHeader('Content-Transfer-Encoding', encoding) +
    (part.disposition === undefined ? '' : foldHeader('Content-Disposition', part.disposition));
  return `${head}\r\n${encodeText(text, encoding)}`;
}

function encodeText(text: string, encoding: '7bit' | 'quoted-printable' | 'base64'): string {
  switch (encoding) {
    case '7bit':
      return text;
    case 'quoted-printable':
      return encodeQuotedPrintable(text);
    case 'base64':
      return encodeBase64(Buffer.from(text, 'utf8'));
  }
}

function chooseEncoding(text: string): '7bit' | 'quoted-printable' | 'base64' {
  const octets = Buffer.byteLength(text, 'utf8');
  if (octets === text.length && text.split('\r\n').every(survivesAsIs)) return '7bit';
  // Text in a Latin script stays readable; in others base64 is a third as long.
  const foreign = octets - text.length;
  return foreign * 3 > text.length ? 'base64' : 'quoted-printable';
}

/** Relays fold or trim what is longer, ends with white space, or looks like an mbox. */
function survivesAsIs(line: string): boolean {
  return line.length <= 76 && !/[ \t]$/.test(line) && !line.startsWith('From ') && !line.includes('\0');
}

function composeMultipart(part: MultipartPart): string {
  const head = contentType(`multipart/${part.subtype}`, { boundary: part.boundary, ...part.parameters });
  const parts = part.parts.map((child) => `--${part.boundary}\r\n${composeBody(child)}\r\n`).join('');
  return `${head}\r\n${parts}--${part.boundary}--\r\n`;
}

function composeAttachment(part: AttachmentPart): string {
  const ascii = Buffer.byteLength(part.filename, 'utf8') === part.filename.length;
  // Old clients look for the name in the Content-Type; it has no rfc2231 there that they would read.
  const name = ascii ? { name: part.filename } : {};
  const head =
    contentType(part.type, { ...part.parameters, ...name }) +
    foldHeader('Content-Transfer-Encoding', 'base64') +
    foldHeader('Content-Disposition', `attachment; ${writeParameter('filename', part.filename)}`);
  return `${head}\r\n${encodeBase64(part.bytes)}`;
}

function contentType(type: string, parameters: Readonly<Record<string, string>>): string {
  const written = Object.entries(parameters).map(([name, value]) => writeParameter(name, value));
  return foldHeader('Content-Type', [type, ...written].join('; '));
}
