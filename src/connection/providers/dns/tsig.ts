/** Signed DNS messages (rfc8945): who sends an update proves it by a shared key, and so does the primary that answers. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { nameData } from './recordData.ts';

export interface TsigKey {
  readonly name: string;
  readonly secret: Buffer;
}

export type TsigVerdict =
  | { readonly kind: 'genuine' }
  /** The primary did not accept our own signature: BADSIG, BADKEY, BADTIME. */
  | { readonly kind: 'rejected'; readonly error: number }
  | { readonly kind: 'unproven' };

const algorithm = 'hmac-sha256';
const tsigType = 250;
const classAny = 255;
/** Seconds that the two clocks may differ (rfc8945#10). */
const fudge = 300;

/** @param atSeconds since 1970 @returns the message with its TSIG record, and the MAC that the answer is bound to */
export function signMessage(message: Buffer, key: TsigKey, atSeconds: number): { message: Buffer; mac: Buffer } {
  const mac = createHmac('sha256', key.secret)
    .update(message)
    .update(variables(key.name, atSeconds, 0, Buffer.alloc(0)))
    .digest();
  const head = Buffer.alloc(10);
  const data = Buffer.concat([
    nameData(algorithm),
    times(atSeconds),
    word(mac.length),
    mac,
    message.subarray(0, 2),
    word(0),
    word(0),
  ]);
  head.writeUInt16BE(tsigType, 0);
  head.writeUInt16BE(classAny, 2);
  head.writeUInt16BE(data.length, 8);
  const signed = Buffer.concat([message, nameData(key.name), head, data]);
  signed.writeUInt16BE(signed.readUInt16BE(10) + 1, 10);
  return { message: signed, mac };
}

/** Whether a reply comes from the holder of the key, in answer to the request whose MAC is given (rfc8945#5.3). */
export function verifyReply(reply: Buffer, key: TsigKey, requestMac: Buffer, atSeconds: number): TsigVerdict {
  try {
    return verify(reply, key, requestMac, atSeconds);
  } catch (fault) {
    // Octets that end too early.
    if (fault instanceof RangeError) return { kind: 'unproven' };
    throw fault;
  }
}

function verify(reply: Buffer, key: TsigKey, requestMac: Buffer, atSeconds: number): TsigVerdict {
  const start = lastRecord(reply);
  if (start === undefined) return { kind: 'unproven' };
  let at = skipName(reply, start);
  const keyName = nameData(key.name);
  const sameKey = reply.subarray(start, at).toString('latin1').toLowerCase() === keyName.toString('latin1');
  if (reply.readUInt16BE(at) !== tsigType) return { kind: 'unproven' };
  at += 10;
  const algorithmEnd = skipName(reply, at);
  const sameAlgorithm =
    reply.subarray(at, algorithmEnd).toString('latin1').toLowerCase() === nameData(algorithm).toString('latin1');
  at = algorithmEnd;
  const signedAt = reply.readUIntBE(at, 6);
  const macLength = reply.readUInt16BE(at + 8);
  const mac = reply.subarray(at + 10, at + 10 + macLength);
  at += 10 + macLength;
  const originalId = reply.subarray(at, at + 2);
  const error = reply.readUInt16BE(at + 2);
  const other = reply.subarray(at + 6, at + 6 + reply.readUInt16BE(at + 4));
  // rfc8945#5.2.2: BADSIG and BADKEY come unsigned, and say only that nothing was done.
  if (error !== 0) return { kind: 'rejected', error };
  if (!sameKey || !sameAlgorithm || Math.abs(signedAt - atSeconds) > fudge) return { kind: 'unproven' };
  // The digest covers the message as it was before the TSIG record was added.
  const bare = Buffer.concat([originalId, reply.subarray(2, start)]);
  bare.writeUInt16BE(bare.readUInt16BE(10) - 1, 10);
  const expected = createHmac('sha256', key.secret)
    .update(Buffer.concat([word(requestMac.length), requestMac]))
    .update(bare)
    .update(variables(key.name, signedAt, error, other))
    .digest();
  return mac.length === expected.length && timingSafeEqual(mac, expected) ? { kind: 'genuine' } : { kind: 'unproven' };
}

/** rfc8945#4.3.3. */
function variables(keyName: string, atSeconds: number, error: number, other: Buffer): Buffer {
  return Buffer.concat([
    nameData(keyName),
    word(classAny),
    Buffer.alloc(4),
    nameData(algorithm),
    times(atSeconds),
    word(error),
    word(other.length),
    other,
  ]);
}

function times(atSeconds: number): Buffer {
  const octets = Buffer.alloc(8);
  octets.writeUIntBE(atSeconds, 0, 6);
  octets.writeUInt16BE(fudge, 6);
  return octets;
}

function word(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(value);
  return octets;
}

/** Where the last record of a message begins; undefined when there is none after the questions. */
function lastRecord(message: Buffer): number | undefined {
  let at = 12;
  for (let left = message.readUInt16BE(4); left > 0; left--) at = skipName(message, at) + 4;
  const records = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10);
  let start: number | undefined;
  for (let left = records; left > 0; left--) {
    start = at;
    at = skipName(message, at);
    at += 10 + message.readUInt16BE(at + 8);
  }
  return start;
}

function skipName(message: Buffer, at: number): number {
  let next = at;
  for (;;) {
    const length = message.readUInt8(next);
    // A pointer ends a name (rfc1035#4.1.4).
    if (length >= 0xc0) return next + 2;
    next += length + 1;
    if (length === 0) return next;
  }
}
