/** Content-Transfer-Encoding (rfc2045#6), both ways. */

export type TransferEncoding = '7bit' | 'base64' | 'quoted-printable';

/** Unknown encodings are read as they stand: `x-uuencode` and the like carry no calendar we know of. */
export function readTransferEncoding(value: string | undefined): TransferEncoding {
  const token = (value ?? '').trim().toLowerCase();
  if (token.startsWith('base64')) return 'base64';
  return token.startsWith('quoted-printable') ? 'quoted-printable' : '7bit';
}

/** How many encoded octets may stand for `decoded` octets, line ends included. */
export function encodedLength(encoding: TransferEncoding, decoded: number): number {
  switch (encoding) {
    case 'base64':
      return Math.ceil(decoded * 1.45) + 1024;
    case 'quoted-printable':
      return decoded * 3 + 1024;
    case '7bit':
      return decoded + 1;
  }
}

export function decodeTransfer(octets: Buffer, encoding: TransferEncoding): Buffer {
  switch (encoding) {
    case 'base64':
      return Buffer.from(octets.toString('latin1'), 'base64');
    case 'quoted-printable':
      return decodeQuotedPrintable(octets);
    case '7bit':
      return octets;
  }
}

/** rfc2045#6.7; what is no escape stands for itself, as its note 2 suggests. */
export function decodeQuotedPrintable(octets: Buffer): Buffer {
  const out = Buffer.allocUnsafe(octets.length);
  let length = 0;
  let at = 0;
  while (at < octets.length) {
    const octet = octets[at] ?? 0;
    if (octet !== 0x3d) {
      out[length++] = octet;
      at++;
      continue;
    }
    const high = hexDigit(octets[at + 1]);
    const low = hexDigit(octets[at + 2]);
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      at += 3;
      continue;
    }
    const next = afterSoftBreak(octets, at + 1);
    if (next < 0) out[length++] = octet;
    at = next < 0 ? at + 1 : next;
  }
  return out.subarray(0, length);
}

/** The octet after a soft line break, white space before its line end allowed; -1 when there is none. */
function afterSoftBreak(octets: Buffer, from: number): number {
  let at = from;
  // A line has 76 octets: no need to look further for its end.
  while (at < from + 76 && (octets[at] === 0x20 || octets[at] === 0x09)) at++;
  if (octets[at] === 0x0d && octets[at + 1] === 0x0a) return at + 2;
  if (octets[at] === 0x0a) return at + 1;
  return at >= octets.length ? at : -1;
}

function hexDigit(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const letter = octet | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Lines of 76 characters and CRLF. */
export function encodeBase64(octets: Buffer): string {
  const text = octets.toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += 76) lines.push(text.slice(at, at + 76));
  return lines.map((line) => `${line}\r\n`).join('');
}

/** Text with CRLF line ends, as quoted-printable of its UTF-8, lines of at most 76 characters. */
export function encodeQuotedPrintable(text: string): string {
  return text.split('\r\n').map(encodeLine).join('\r\n');
}

function encodeLine(line: string): string {
  const octets = Buffer.from(line, 'utf8');
  let out = '';
  let width = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    const token = isPlain(octet, at === octets.length - 1) ? String.fromCharCode(octet) : escaped(octet);
    if (width + token.length > 75) {
      out += '=\r\n';
      width = 0;
    }
    // A dot or "From " at the start of a line is what relays like to change.
    const safe = width === 0 && (token === '.' || token === 'F') ? escaped(octet) : token;
    out += safe;
    width += safe.length;
  }
  return out;
}

function isPlain(octet: number, last: boolean): boolean {
  if (octet === 0x20 || octet === 0x09) return !last;
  return octet > 0x20 && octet < 0x7f && octet !== 0x3d;
}

function escaped(octet: number): string {
  return `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}
