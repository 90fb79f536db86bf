/**
 * Keys under which credentials are kept. What people hold (tokens, app passwords, links,
 * codes) is kept as a keyed hash, which is its id: a check is one look-up. What the hub
 * itself must read again (the key of an authenticator app) is sealed. The keys lie in the
 * store, so what is taken of one table alone opens nothing.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { Store } from '../../store/contract.ts';
import { createExpiringCache } from '../expiringCache.ts';

export interface Keyring {
  /** The id under which a new secret of this kind is kept. */
  hash(kind: string, secret: string): Promise<string>;
  /** Every id it may have: one a key, the newest way first. */
  hashes(kind: string, secret: string): Promise<readonly string[]>;
  /** Encrypted and authenticated for one purpose (AES-256-GCM). */
  seal(purpose: string, text: string): Promise<string>;
  /** Undefined for what was not sealed here for this purpose. */
  open(purpose: string, sealed: string): Promise<string | undefined>;
}

/** How long another process's new key may be unknown here, milliseconds. */
const cacheLifetime = 30_000;
const nonceOctets = 12;
const tagOctets = 16;

export function createKeyring(parts: { store: Store; clock: Clock; random: Random }): Keyring {
  const { store, clock, random } = parts;
  const keys = createExpiringCache<readonly KeyObject[]>(clock, 1, cacheLifetime);

  /** All keys, in order; the first serves for what is new. Processes that start at once may make more than one. */
  async function allKeys(): Promise<readonly KeyObject[]> {
    const kept = keys.get('keys');
    if (kept !== undefined) return kept;
    let found = await store.reads.secrets('passwordKey');
    if (found.length === 0) {
      const value = random.bytes(32).toString('base64');
      await store.commit([
        { type: 'putSecret', secret: { kind: 'passwordKey', id: random.uuid(), value, createdAt: clock.now() } },
      ]);
      found = await store.reads.secrets('passwordKey');
    }
    const sorted = found
      .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
      .map(({ value }) => createSecretKey(Buffer.from(String(value), 'base64')));
    keys.set('keys', sorted);
    return sorted;
  }

  async function firstKey(): Promise<KeyObject> {
    const key = (await allKeys())[0];
    if (key === undefined) throw new Error('the store did not keep the key of the passwords');
    return key;
  }

  return {
    hash: async (kind, secret) => hashed(await firstKey(), kind, secret),
    hashes: async (kind, secret) => (await allKeys()).map((key) => hashed(key, kind, secret)),
    async seal(purpose, text) {
      const nonce = random.bytes(nonceOctets);
      const cipher = createCipheriv('aes-256-gcm', sealingKey(await firstKey(), purpose), nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
    },
    async open(purpose, sealed) {
      const octets = Buffer.from(sealed, 'base64url');
      if (octets.length < nonceOctets + tagOctets) return undefined;
      for (const key of await allKeys()) {
        const opened = openUnder(sealingKey(key, purpose), octets);
        if (opened !== undefined) return opened;
      }
      return undefined;
    },
  };
}

function hashed(key: KeyObject, kind: string, secret: string): string {
  return createHmac('sha256', key).update(`${kind}\0${secret}`).digest('base64url');
}

/** A key of its own for each purpose (rfc5869), so that nothing sealed for one is good for another. */
function sealingKey(key: KeyObject, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `passerelle seal ${purpose}`, 32));
}

function openUnder(key: Buffer, octets: Buffer): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, octets.subarray(0, nonceOctets));
  decipher.setAuthTag(octets.subarray(-tagOctets));
  try {
    const text = decipher.update(octets.subarray(nonceOctets, -tagOctets));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Whether two short texts are the same, in a time that tells nothing of where they differ. */
export function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
