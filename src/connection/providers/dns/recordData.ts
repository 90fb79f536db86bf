/** Record data as octets (rfc1035#3.3), written without compression: for updates, and for naming a record exactly. */

import { domainToASCII } from 'node:url';

export function lowerName(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

/** A name of other letters as DNS has it (rfc5891#4.4). */
export function asciiName(name: string): string {
  return /^[ -~]*$/.test(name) ? name : domainToASCII(name);
}

export function isWithin(zone: string, name: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** @throws RangeError when a label or the name is longer than rfc1035#2.3.4 allows */
export function nameData(name: string): Buffer {
  const parts: Buffer[] = [];
  for (const label of lowerName(name).split('.')) {
    if (label === '') continue;
    const octets = Buffer.from(label, 'latin1');
    if (octets.length > 63) throw new RangeError(`the label '${label}' is longer than 63 octets`);
    parts.push(Buffer.of(octets.length), octets);
  }
  parts.push(Buffer.of(0));
  const whole = Buffer.concat(parts);
  if (whole.length > 255) throw new RangeError(`the name '${name}' is longer than 255 octets`);
  return whole;
}

export function mailExchangerData(preference: number, host: string): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(preference);
  return Buffer.concat([head, nameData(host)]);
}

export function stringsData(strings: readonly Buffer[]): Buffer {
  return Buffer.concat(strings.flatMap((string) => [Buffer.of(string.length), string]));
}

/** A text of any length, in strings of 255 octets at most (rfc7208#3.3, rfc6376#3.6.2.2: readers join them again). */
export function textData(text: string): Buffer {
  const octets = Buffer.from(text, 'latin1');
  const strings: Buffer[] = [];
  for (let start = 0; start === 0 || start < octets.length; start += 255)
    strings.push(octets.subarray(start, start + 255));
  return stringsData(strings);
}
