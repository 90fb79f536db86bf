/**
 * Little-endian octets read one after the other. Reading past the end throws `Beyond`,
 * which never leaves this room: whoever opens a cursor catches it and names a problem.
 */
export class Beyond extends Error {}

/** Between 1 January 1601, from which Windows counts, and 1970, in milliseconds. */
const FILETIME_EPOCH = -Date.UTC(1601, 0, 1);

export class Cursor {
  readonly #octets: Buffer;
  #at = 0;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  get left(): number {
    return this.#octets.length - this.#at;
  }

  u8(): number {
    return this.#octets.readUInt8(this.#take(1));
  }

  u16(): number {
    return this.#octets.readUInt16LE(this.#take(2));
  }

  u32(): number {
    return this.#octets.readUInt32LE(this.#take(4));
  }

  i32(): number {
    return this.#octets.readInt32LE(this.#take(4));
  }

  u64(): bigint {
    return this.#octets.readBigUInt64LE(this.#take(8));
  }

  /** A view, not a copy. */
  octets(length: number): Buffer {
    const from = this.#take(length);
    return this.#octets.subarray(from, from + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** A count of things that take `each` octets at least; more than can be there is a lie. */
  count(each: number, cap: number): number {
    const count = this.u32();
    if (count > cap || count * each > this.left) throw new Beyond(`a count of ${count}`);
    return count;
  }

  #take(length: number): number {
    const from = this.#at;
    if (length < 0 || length > this.left) throw new Beyond(`${length} octets at ${from}`);
    this.#at += length;
    return from;
  }
}

/** A FILETIME ([MS-DTYP] 2.3.3), units of 100 ns since 1601, as UTC milliseconds; undefined outside the years 1602 to 9999. */
export function fileTime(units: bigint): number | undefined {
  const milliseconds = Number(units / 10_000n) - FILETIME_EPOCH;
  return milliseconds > Date.UTC(1602, 0, 1) && milliseconds < Date.UTC(9999, 11, 31) ? milliseconds : undefined;
}

/** Minutes since 1601, as [MS-OXOCAL] 2.2.1.44 counts wall time, as wall milliseconds. */
export function wallOfMinutes(minutes: number): number {
  return minutes * 60_000 - FILETIME_EPOCH;
}
