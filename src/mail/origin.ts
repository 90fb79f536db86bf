/**
 * The signed origin header (law L3): by it the hub knows its own mail when the home copies
 * it back. It binds Message-ID, recipient, time and hop count under a key of ours
 * (HMAC-SHA256), so on any other message, or for anybody else, it is worth nothing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Header } from './message.ts';

export const originHeaderName = 'X-Passerelle-Origin';

export interface OriginClaim {
  readonly keyId: string;
  readonly key: Buffer;
  readonly messageId: string;
  readonly recipient: string;
  /** When it was signed, ms. */
  readonly at: number;
  /** How often the message went home already. */
  readonly hops: number;
}

export type OriginReading =
  | { readonly genuine: true; readonly at: number; readonly hops: number }
  | { readonly genuine: false };

/** Header fields of a message that are looked at: more of ours are somebody's game. */
const mostRead = 5;

/** @returns the value of the header */
export function signOrigin(claim: OriginClaim): string {
  const { keyId, at, hops } = claim;
  return `v=1; k=${keyId}; t=${at}; h=${hops}; s=${seal(claim).toString('base64url')}`;
}

export function readOrigin(
  headers: readonly Header[],
  keys: ReadonlyMap<string, Buffer>,
  bound: { recipient: string; messageId: string },
): OriginReading {
  const wanted = originHeaderName.toLowerCase();
  const values = headers.filter(({ name }) => name.toLowerCase() === wanted).slice(0, mostRead);
  for (const { value } of values) {
    const reading = readOne(value, keys, bound);
    if (reading.genuine) return reading;
  }
  return { genuine: false };
}

function readOne(
  value: string,
  keys: ReadonlyMap<string, Buffer>,
  bound: { recipient: string; messageId: string },
): OriginReading {
  const fields = new Map<string, string>();
  for (const field of value.split(';', 10)) {
    const equals = field.indexOf('=');
    if (equals > 0) fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  const keyId = fields.get('k') ?? '';
  const key = keys.get(keyId);
  const at = Number(fields.get('t'));
  const hops = Number(fields.get('h'));
  const count = (number: number) => Number.isSafeInteger(number) && number >= 0;
  if (fields.get('v') !== '1' || key === undefined || !count(at) || !count(hops)) return { genuine: false };
  const given = Buffer.from(fields.get('s') ?? '', 'base64url');
  const right = seal({ keyId, key, at, hops, ...bound });
  return given.length === right.length && timingSafeEqual(given, right)
    ? { genuine: true, at, hops }
    : { genuine: false };
}

function seal({ keyId, key, messageId, recipient, at, hops }: OriginClaim): Buffer {
  // JSON keeps the fields apart whatever they hold.
  const bound = JSON.stringify(['passerelle-origin-1', keyId, messageId.trim(), recipient.toLowerCase(), at, hops]);
  return createHmac('sha256', key).update(bound).digest();
}
