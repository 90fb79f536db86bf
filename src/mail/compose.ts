/** Messages built from components (rfc5322, rfc2045): octets with CRLF, nothing edited afterwards. */
import { encodePhrase, encodeWords } from './encodedWord.ts';
import { writeHeaders } from './headerBlock.ts';
import { encodeBase64, encodeQuotedPrintable } from './transferEncoding.ts';

export type BodyPart =
  | {
      readonly kind: 'text';
      /** `text/plain`, `text/calendar`, `message/delivery-status`, … */
      readonly type: string;
      readonly text: string;
      readonly parameters?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'attachment';
      readonly type: string;
      readonly fileName: string;
      readonly octets: Buffer;
      readonly parameters?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'multipart';
      readonly subtype: string;
      /** Must not occur in a part: made from randomness. */
      readonly boundary: string;
      readonly parts: readonly BodyPart[];
      readonly parameters?: Readonly<Record<string, string>>;
    };

/** @param message header fields in order, without those that describe the body; values in any language */
export function composeMessage(message: {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: BodyPart;
}): Buffer {
  const { headers, octets } = composePart(message.body);
  const all = [...message.headers, ['MIME-Version', '1.0'] as const, ...headers];
  const written = writeHeaders(all.map(([name, value]) => ({ name, value: encodeValue(name, value) })));
  return Buffer.concat([written, octets]);
}

/** Addresses keep their syntax: whoever writes them uses `encodeMailbox`. */
const structured = /^(from|to|cc|sender|reply-to|content-.*|message-id|references|in-reply-to|received|date)$/i;

function encodeValue(name: string, value: string): string {
  return structured.test(name) ? value : encodeWords(value);
}

/** `"Name" <address>` (rfc5322#3.4), the name in encoded words where it must be. */
export function encodeMailbox(name: string, address: string): string {
  return name === '' ? address : `${encodePhrase(name)} <${address}>`;
}

function composePart(part: BodyPart): { headers: (readonly [string, string])[]; octets: Buffer } {
  switch (part.kind) {
    case 'text': {
      const octets = Buffer.from(encodeQuotedPrintable(withCrlf(part.text)), 'latin1');
      const type = contentType(part.type, { charset: 'utf-8', ...part.parameters });
      if (part.type.startsWith('message/')) {
        return { headers: [['Content-Type', part.type]], octets: Buffer.from(withCrlf(part.text), 'utf8') };
      }
      return {
        headers: [
          ['Content-Type', type],
          ['Content-Transfer-Encoding', 'quoted-printable'],
        ],
        octets,
      };
    }
    case 'attachment': {
      const name = fileNameParameter('name', part.fileName);
      const disposition = `attachment; ${fileNameParameter('filename', part.fileName)}`;
      return {
        headers: [
          ['Content-Type', `${contentType(part.type, part.parameters)}; ${name}`],
          ['Content-Disposition', disposition],
          ['Content-Transfer-Encoding', 'base64'],
        ],
        octets: Buffer.from(encodeBase64(part.octets), 'latin1'),
      };
    }
    case 'multipart': {
      const pieces = part.parts.flatMap((inner) => {
        const { headers, octets } = composePart(inner);
        const written = writeHeaders(headers.map(([name, value]) => ({ name, value })));
        return [Buffer.from(`--${part.boundary}\r\n`), written, octets, Buffer.from('\r\n')];
      });
      const type = contentType(`multipart/${part.subtype}`, { boundary: part.boundary, ...part.parameters });
      const octets = Buffer.concat([...pieces, Buffer.from(`--${part.boundary}--\r\n`)]);
      return { headers: [['Content-Type', type]], octets };
    }
  }
}

function contentType(type: string, parameters: Readonly<Record<string, string>> = {}): string {
  return [type, ...Object.entries(parameters).map(([name, value]) => `${name}=${quoteIfNeeded(value)}`)].join('; ');
}

function quoteIfNeeded(value: string): string {
  return /^[A-Za-z0-9!#$&'*+.^_`{|}~-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** rfc2231#4 for names that are not ASCII. */
function fileNameParameter(parameter: string, name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return `${parameter}=${quoteIfNeeded(name)}`;
  return `${parameter}*=utf-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
}

function withCrlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
