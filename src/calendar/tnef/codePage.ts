import { decodeText } from '../../mail/charset.ts';

/** Windows code pages ([MS-UCODEREF] 2.2.1) by the names that TextDecoder knows. */
const charsets: ReadonlyMap<number, string> = new Map([
  [874, 'windows-874'],
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [20866, 'koi8-r'],
  [21866, 'koi8-u'],
  [50220, 'iso-2022-jp'],
  [50221, 'iso-2022-jp'],
  [50222, 'iso-2022-jp'],
  [51932, 'euc-jp'],
  [51949, 'euc-kr'],
  [54936, 'gb18030'],
  [65001, 'utf-8'],
]);

/** PtypString8: octets in the code page of attOemCodepage, up to the first zero. */
export function string8(octets: Buffer, codePage: number | undefined): string {
  const end = octets.indexOf(0);
  return decodeText(end < 0 ? octets : octets.subarray(0, end), charsetOf(codePage));
}

/** PtypString: UTF-16LE, up to the first zero. */
export function string16(octets: Buffer): string {
  const text = octets.subarray(0, octets.length & ~1).toString('utf16le');
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).toWellFormed();
}

function charsetOf(codePage: number | undefined): string | undefined {
  if (codePage === undefined) return undefined;
  if (codePage >= 1250 && codePage <= 1258) return `windows-${codePage}`;
  if (codePage >= 28591 && codePage <= 28606) return `iso-8859-${codePage - 28590}`;
  // An unknown one (OEM 437, 850) is guessed at, as for any label that nobody knows.
  return charsets.get(codePage);
}
