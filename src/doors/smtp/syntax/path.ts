import { isIP } from 'node:net';

export type PathReading =
  | { readonly kind: 'path'; readonly address: string; readonly nonAscii: boolean; readonly rest: string }
  | { readonly kind: 'malformed' };

const malformed: PathReading = { kind: 'malformed' };

/** Octets of `local@domain`; rfc5321#4.5.3.1 asks for 64 + 1 + 255. */
const maxAddressLength = 320;

const dotString = /^[!#-'*+\-./0-9=?A-Z^-~\u00a0-\uffef]+$/;
const quotedString = /^"(?:[ !#-[\]-~\u00a0-\uffef]|\\[ -~])*"$/;
const domainName = /^[A-Za-z0-9\-_.\u00a0-\uffef]+$/;

/**
 * Reads `<local@domain>` at the start of `text` (rfc5321#4.1.2, rfc6531#3.3). The null path
 * is ''. A source route is read past, as rfc5321#4.1.1.3 asks; `rest` is what follows.
 */
export function readPath(text: string): PathReading {
  if (text.charCodeAt(0) !== 0x3c) return malformed;
  const close = closingBracket(text);
  if (close < 0) return malformed;
  const rest = text.slice(close + 1);
  if (rest !== '' && rest.charCodeAt(0) !== 0x20) return malformed;
  let address = text.slice(1, close);
  if (address.startsWith('@')) {
    const colon = address.indexOf(':');
    if (colon < 0) return malformed;
    address = address.slice(colon + 1);
    if (address === '') return malformed;
  }
  if (address === '') return { kind: 'path', address, nonAscii: false, rest };
  const normal = normalise(address);
  return normal === undefined
    ? malformed
    : { kind: 'path', address: normal, nonAscii: /[\u0080-\uffff]/.test(normal), rest };
}

/** Index of the `>` outside a quoted string. */
function closingBracket(text: string): number {
  if (!text.includes('"')) return text.indexOf('>');
  let quoted = false;
  for (let at = 1; at < text.length; at++) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    else if (char === '\\' && quoted) at++;
    else if (char === '>' && !quoted) return at;
  }
  return -1;
}

function normalise(address: string): string | undefined {
  if (address.length > maxAddressLength) return undefined;
  const at = address.lastIndexOf('@');
  // rfc5321#4.1.1.3: postmaster needs no domain.
  if (at < 0) return address.toLowerCase() === 'postmaster' ? 'postmaster' : undefined;
  const local = normaliseLocal(address.slice(0, at));
  const domain = address.slice(at + 1).toLowerCase();
  return local !== undefined && isDomain(domain) ? `${local}@${domain}` : undefined;
}

/** `"johanna"` and `johanna` are one mailbox (rfc5321#4.1.2). */
function normaliseLocal(local: string): string | undefined {
  if (dotString.test(local)) return local;
  if (!quotedString.test(local)) return undefined;
  const inside = local.slice(1, -1);
  return dotString.test(inside) ? inside : local;
}

function isDomain(domain: string): boolean {
  if (domain.startsWith('[') && domain.endsWith(']')) {
    const literal = domain.slice(1, -1);
    return literal.startsWith('ipv6:') ? isIP(literal.slice(5)) === 6 : isIP(literal) === 4;
  }
  return (
    domainName.test(domain) &&
    domain.length <= 255 &&
    !domain.startsWith('.') &&
    !domain.startsWith('-') &&
    !domain.endsWith('.') &&
    !domain.includes('..')
  );
}
