/** Decodes xtext (rfc3461#4): `+2B` is `+`. Undefined when it is none. Lower-case hex is read too. */
export function decodeXtext(text: string): string | undefined {
  if (!/^[!-<>-~]*$/.test(text)) return undefined;
  if (!text.includes('+')) return text;
  const [first = '', ...encoded] = text.split('+');
  const octets = [Buffer.from(first)];
  for (const part of encoded) {
    if (!/^[0-9A-Fa-f]{2}/.test(part)) return undefined;
    octets.push(Buffer.from(part.slice(0, 2), 'hex'), Buffer.from(part.slice(2)));
  }
  return Buffer.concat(octets).toString('utf8');
}

/** Decodes utf-8-addr-xtext and utf-8-addr-unitext (rfc6533#3): `\x{2B}` is `+`. Undefined when malformed. */
export function decodeUtf8Address(text: string): string | undefined {
  const [first = '', ...encoded] = text.split('\\');
  let decoded = first;
  for (const part of encoded) {
    const close = part.indexOf('}');
    const hex = part.slice(2, close);
    if (!part.startsWith('x{') || !/^[0-9A-Fa-f]{2,6}$/.test(hex)) return undefined;
    const point = Number.parseInt(hex, 16);
    if (point > 0x10ffff) return undefined;
    decoded += String.fromCodePoint(point) + part.slice(close + 1);
  }
  return decoded;
}
