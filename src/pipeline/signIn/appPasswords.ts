/** Passwords for calendar and mail programs: 128 random bits, good for CalDAV and POP3 and for nothing else. */
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { SignInRecord, Store } from '../../store/contract.ts';
import { base32Groups, withoutGroups } from '../base32.ts';
import { createExpiringCache } from '../expiringCache.ts';
import type { Keyring } from './keyring.ts';

export interface AppPassword {
  readonly id: string;
  /** What she called it. */
  readonly name: string;
  readonly createdAt: number;
  /** To within ten minutes; absent: never. */
  readonly usedAt?: number;
}

export interface AppPasswords {
  /** A password for one program of this person; shown once. */
  createAppPassword(personId: string, name: string): Promise<string>;
  /** Whose it is; undefined when it is nobody's. Groups and case don't matter. */
  checkAppPassword(password: string): Promise<string | undefined>;
  /** Hers, the newest first. */
  appPasswords(personId: string): Promise<readonly AppPassword[]>;
  /** Whether it was one of hers. Holds at once in this process, within 30 seconds in another. */
  revokeAppPassword(personId: string, id: string): Promise<boolean>;
}

type Body = Omit<AppPassword, 'id'>;

/** How long another process may still believe a password that was revoked, milliseconds. */
const cacheLifetime = 30_000;
const cacheSize = 10_000;
/** The last use is written this often at most, milliseconds. */
const usedInterval = 10 * 60_000;

export function createAppPasswords(parts: {
  store: Store;
  clock: Clock;
  random: Random;
  keyring: Keyring;
}): AppPasswords {
  const { store, clock, random, keyring } = parts;
  const known = createExpiringCache<SignInRecord>(clock, cacheSize, cacheLifetime);
  /** A check that was under way meanwhile must not remember what is gone. */
  const revoked = new Set<string>();

  async function find(password: string): Promise<SignInRecord | undefined> {
    for (const id of await keyring.hashes('appPassword', withoutGroups(password))) {
      const found = known.get(id) ?? (await store.reads.signInRecord('appPassword', id));
      if (found === undefined || revoked.has(id)) continue;
      known.set(id, found);
      return found;
    }
    return undefined;
  }

  /** Not waited for; by version, so that a password that was revoked meanwhile does not come back. */
  function noteUse(record: SignInRecord): void {
    const now = clock.now();
    const body = record.body as Body;
    if (now - (body.usedAt ?? 0) < usedInterval) return;
    const used = { ...record, body: { ...body, usedAt: now } };
    known.delete(record.id);
    store
      .commit([{ type: 'putSignIn', record: used, expect: record.version }])
      .then((outcome) => {
        if (outcome === 'committed') known.set(record.id, { ...used, version: record.version + 1 });
      })
      .catch(() => undefined);
  }

  return {
    async createAppPassword(personId, name) {
      const password = base32Groups(random.bytes(16));
      const id = await keyring.hash('appPassword', withoutGroups(password));
      const body: Body = { name, createdAt: clock.now() };
      const record: SignInRecord = { kind: 'appPassword', id, personId, version: 0, body };
      await store.commit([{ type: 'putSignIn', record, expect: 0 }]);
      return password;
    },
    async checkAppPassword(password) {
      const found = await find(password);
      if (found !== undefined) noteUse(found);
      return found?.personId;
    },
    async appPasswords(personId) {
      const found = await store.reads.signInRecords('appPassword', personId);
      return found.map(({ id, body }) => ({ id, ...(body as Body) })).sort((a, b) => b.createdAt - a.createdAt);
    },
    async revokeAppPassword(personId, id) {
      const found = await store.reads.signInRecord('appPassword', id);
      if (found?.personId !== personId) return false;
      revoked.add(id);
      await store.commit([{ type: 'deleteSignIn', kind: 'appPassword', id }]);
      known.delete(id);
      return true;
    },
  };
}
