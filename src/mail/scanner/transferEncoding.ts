/** Octets that a part of `cap` decoded octets may take in its transfer encoding (rfc2045#6). */
export function encodedLimit(cap: number, encoding: string): number {
  switch (encoding) {
    case 'base64':
      return Math.ceil((cap * 4) / 3 / 57) * 80;
    case 'quoted-printable':
      return cap * 3;
    default:
      return cap;
  }
}

/** Decodes a whole part; what is no valid encoding is read as far as it goes (rfc2045#6.7, rfc2045#6.8). */
export function decodeTransfer(octets: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case 'base64':
      return Buffer.from(octets.toString('latin1'), 'base64');
    case 'quoted-printable':
      return decodeQuotedPrintable(octets);
    default:
      return octets;
  }
}

function decodeQuotedPrintable(octets: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(octets.length);
  let length = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] as number;
    if (octet !== 0x3d) {
      decoded[length++] = octet;
      continue;
    }
    const softBreak = lineBreakAfter(octets, at + 1);
    if (softBreak > 0) {
      at = softBreak - 1;
      continue;
    }
    const code = Number.parseInt(octets.toString('latin1', at + 1, at + 3), 16);
    if (Number.isNaN(code) || at + 2 >= octets.length) decoded[length++] = octet;
    else {
      decoded[length++] = code;
      at += 2;
    }
  }
  return decoded.subarray(0, length);
}

/** After `=`: the octet behind a line break with white space before it; 0 when there is none. */
function lineBreakAfter(octets: Buffer, from: number): number {
  let at = from;
  while (octets[at] === 0x20 || octets[at] === 0x09 || octets[at] === 0x0d) at++;
  return octets[at] === 0x0a ? at + 1 : 0;
}
