/**
 * MAPI properties in a TNEF stream ([MS-OXTNEF] 2.1.3.4): a count, then type and id of
 * each, for a named one its name, and its value. Everything is padded to four octets.
 */
import { string8, string16 } from './codePage.ts';
import { Beyond, type Cursor, fileTime } from './cursor.ts';

const PROPERTIES_CAP = 4000;
const VALUES_CAP = 10_000;
/** [MS-OXPROPS] 1.3.3: ids from here on mean what their name says. */
const NAMED = 0x8000;
const MULTIPLE = 0x1000;

export type PropertyValue = number | boolean | string | Buffer;

/** By tag id (`0x0037`) or by name (`meeting:3`, `{guid}:text`); of several values the first. */
export type Properties = ReadonlyMap<number | string, PropertyValue>;

/** Property sets ([MS-OXPROPS] 1.3.2) whose names are shortened in a key. */
const sets: ReadonlyMap<string, string> = new Map([
  ['6ed8da90-450b-101b-98da-00aa003f1305', 'meeting'],
  ['00062002-0000-0000-c000-000000000046', 'appointment'],
  ['00062008-0000-0000-c000-000000000046', 'common'],
]);

export function readProperties(cursor: Cursor, codePage: number | undefined): Properties {
  const properties = new Map<number | string, PropertyValue>();
  const count = cursor.count(8, PROPERTIES_CAP);
  for (let index = 0; index < count; index++) {
    const type = cursor.u16();
    const id = cursor.u16();
    const key = id < NAMED ? id : readName(cursor);
    const value = readValue(cursor, type, codePage);
    if (value !== undefined && !properties.has(key)) properties.set(key, value);
  }
  return properties;
}

function readName(cursor: Cursor): string {
  const set = guid(cursor.octets(16));
  const kind = cursor.u32();
  if (kind > 1) throw new Beyond(`a name of kind ${kind}`);
  const name = kind === 0 ? String(cursor.u32()) : string16(padded(cursor));
  return `${sets.get(set) ?? set}:${name}`;
}

/** The first value; undefined for a kind that no meeting needs, and for none. */
function readValue(cursor: Cursor, type: number, codePage: number | undefined): PropertyValue | undefined {
  const single = type & ~MULTIPLE;
  const variable = [0x000d, 0x001e, 0x001f, 0x0102].includes(single);
  const count = variable || type !== single ? cursor.count(4, VALUES_CAP) : 1;
  let first: PropertyValue | undefined;
  for (let index = 0; index < count; index++) {
    const value = variable ? variableValue(padded(cursor), single, codePage) : fixedValue(cursor, single);
    if (index === 0) first = value;
  }
  return first;
}

function variableValue(octets: Buffer, type: number, codePage: number | undefined): PropertyValue | undefined {
  switch (type) {
    case 0x001e:
      return string8(octets, codePage);
    case 0x001f:
      return string16(octets);
    case 0x0102:
      return octets;
    default:
      return undefined;
  }
}

/** [MS-OXCDATA] 2.11.1; types shorter than four octets fill four. */
function fixedValue(cursor: Cursor, type: number): PropertyValue | undefined {
  switch (type) {
    case 0x0002:
      return (cursor.u32() << 16) >> 16;
    case 0x0003:
      return cursor.i32();
    case 0x000b:
      return (cursor.u32() & 0xffff) !== 0;
    case 0x0040:
      return fileTime(cursor.u64());
    case 0x0004:
    case 0x000a:
      cursor.skip(4);
      return undefined;
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x0014:
      cursor.skip(8);
      return undefined;
    case 0x0048:
      cursor.skip(16);
      return undefined;
    default:
      // Its length is not known, so nothing after it can be found.
      throw new Beyond(`property type ${type}`);
  }
}

function padded(cursor: Cursor): Buffer {
  const length = cursor.u32();
  const octets = cursor.octets(length);
  // The last one is not padded by every writer.
  cursor.skip(Math.min((4 - (length % 4)) % 4, cursor.left));
  return octets;
}

/** [MS-DTYP] 2.3.4.1: the first three fields are little-endian. */
function guid(octets: Buffer): string {
  const field = (from: number, to: number): string => Buffer.from(octets.subarray(from, to)).reverse().toString('hex');
  const rest = octets.toString('hex', 8);
  return `${field(0, 4)}-${field(4, 6)}-${field(6, 8)}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}
