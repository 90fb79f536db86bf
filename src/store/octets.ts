/** A Buffer over the same octets: SQLite answers Uint8Array, pg answers Buffer, the contract says Buffer. */
export function octets(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
