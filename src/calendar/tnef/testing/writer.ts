/**
 * A TNEF writer for tests, made after [MS-OXTNEF] 2.1.3 (May 2025) by itself: it shares no
 * line with the reader, and `tnef` and `ytnef` are asked in test/peers whether it writes TNEF.
 */
type Fixed =
  | { readonly type: 'i16' | 'i32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean };
type Timed = { readonly type: 'time' /** UTC ms */; readonly value: number };
type Variable =
  | { readonly type: 'text' | 'text8'; readonly value: string }
  | { readonly type: 'binary'; readonly value: Buffer };

/** `id`: a tag, or a name in a property set. */
export type WrittenProperty = {
  readonly id: number | { readonly set: keyof typeof sets; readonly lid: number } | { readonly name: string };
} & (Fixed | Timed | Variable);

export interface WrittenTnef {
  readonly messageClass: string;
  readonly codePage?: number;
  /** Further attributes of the message, by their whole id. */
  readonly attributes?: readonly { readonly id: number; readonly data: Buffer }[];
  readonly properties: readonly WrittenProperty[];
  readonly recipients?: readonly (readonly WrittenProperty[])[];
  readonly attachments?: readonly { readonly title: string; readonly data: Buffer }[];
}

const sets = {
  meeting: '90da d86e 0b45 1b10 98da 00aa003f1305',
  appointment: '0220 0600 0000 0000 c000 000000000046',
  common: '0820 0600 0000 0000 c000 000000000046',
  publicStrings: '2903 0200 0000 0000 c000 000000000046',
} as const;

const types = {
  i16: 0x0002,
  i32: 0x0003,
  bool: 0x000b,
  time: 0x0040,
  text: 0x001f,
  text8: 0x001e,
  binary: 0x0102,
} as const;

export function writeTnef(message: WrittenTnef): Buffer {
  const head = Buffer.from('789f3e220100', 'hex');
  const codePage = message.codePage ?? 1252;
  return Buffer.concat([
    head,
    attributeOf(1, 0x00089006, u32(0x00010000)),
    attributeOf(1, 0x00069007, Buffer.concat([u32(codePage), u32(0)])),
    attributeOf(1, 0x00078008, Buffer.from(`${message.messageClass}\0`, 'latin1')),
    ...(message.attributes ?? []).map(({ id, data }) => attributeOf(1, id, data)),
    ...(message.recipients ? [attributeOf(1, 0x00069004, table(message.recipients))] : []),
    attributeOf(1, 0x00069003, list(message.properties)),
    ...(message.attachments ?? []).flatMap(({ title, data }) => [
      attributeOf(2, 0x00069002, Buffer.from('0100ffffffff2000200000000000', 'hex')),
      attributeOf(2, 0x00018010, Buffer.from(`${title}\0`, 'latin1')),
      attributeOf(2, 0x0006800f, data),
    ]),
  ]);
}

function attributeOf(level: number, id: number, data: Buffer): Buffer {
  const sum = data.reduce((total, octet) => (total + octet) % 65536, 0);
  return Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u16(sum)]);
}

function table(rows: readonly (readonly WrittenProperty[])[]): Buffer {
  return Buffer.concat([u32(rows.length), ...rows.map(list)]);
}

function list(properties: readonly WrittenProperty[]): Buffer {
  return Buffer.concat([u32(properties.length), ...properties.map(property)]);
}

/** Named ones get ids from 0x8000 on, as a writer takes them from its own table. */
let nextNamed = 0x8000;

function property(written: WrittenProperty): Buffer {
  const { id } = written;
  const tag = typeof id === 'number' ? id : nextNamed;
  nextNamed = nextNamed === 0xfffe ? 0x8000 : nextNamed + (typeof id === 'number' ? 0 : 1);
  return Buffer.concat([u16(types[written.type]), u16(tag), nameOf(id), octetsFor(written)]);
}

function nameOf(id: WrittenProperty['id']): Buffer {
  if (typeof id === 'number') return Buffer.alloc(0);
  if ('lid' in id) return Buffer.concat([guid(sets[id.set]), u32(0), u32(id.lid)]);
  const text = Buffer.from(`${id.name}\0`, 'utf16le');
  return Buffer.concat([guid(sets.publicStrings), u32(1), u32(text.length), filled(text)]);
}

function octetsFor(written: Fixed | Timed | Variable): Buffer {
  switch (written.type) {
    case 'i16':
      return filled(u16(written.value));
    case 'i32':
      return i32(written.value);
    case 'bool':
      return filled(u16(written.value ? 1 : 0));
    case 'time': {
      const octets = Buffer.alloc(8);
      octets.writeBigUInt64LE((BigInt(written.value) + 11_644_473_600_000n) * 10_000n);
      return octets;
    }
    case 'text':
      return sized(Buffer.from(`${written.value}\0`, 'utf16le'));
    case 'text8':
      return sized(Buffer.from(`${written.value}\0`, 'latin1'));
    case 'binary':
      return sized(written.value);
  }
}

/** One value: their number, its length, its octets. */
function sized(octets: Buffer): Buffer {
  return Buffer.concat([u32(1), u32(octets.length), filled(octets)]);
}

function filled(octets: Buffer): Buffer {
  return Buffer.concat([octets, Buffer.alloc((4 - (octets.length % 4)) % 4)]);
}

function guid(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

function u16(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16LE(value & 0xffff);
  return octets;
}

function u32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32LE(value);
  return octets;
}

function i32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeInt32LE(value);
  return octets;
}
