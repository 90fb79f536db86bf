/** rfc4648#6 in lower case: no digit that looks like a letter. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Octets as base32 without padding, in groups of four that a person can copy by hand. */
export function base32Groups(octets: Buffer): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const octet of octets) {
    value = (value << 8) | octet;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  if (bits > 0) text += alphabet[(value << (5 - bits)) & 31];
  return text.replaceAll(/.{4}(?=.)/g, '$&-');
}

/** What was shown, however it was typed. */
export function withoutGroups(typed: string): string {
  return typed.replaceAll(/[\s-]/g, '').toLowerCase();
}
