/**
 * What people and machines sign in with. Everything is random and long (128 bits and
 * more), so a fast keyed hash keeps it: the hash is the secret's id, and a check costs
 * one look-up. The key lies in the store; nothing here can be turned back into a password.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { Secret, Store } from '../store/contract.ts';
import { base32Groups, withoutGroups } from './base32.ts';
import { createExpiringCache } from './expiringCache.ts';

/** Who is signed in. A person of the directory is always named by her id, an administrator may be. */
export type Principal =
  | { readonly role: 'administrator'; readonly personId?: string }
  | { readonly role: 'person'; readonly personId: string };

/** Whom a bearer token speaks for. */
export type Bearer =
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'client'; readonly clientId: string };

export interface Credentials {
  /** The command line's credential. `present`, what its file holds, is kept when it is still good. */
  localAdmin(present?: string): Promise<string>;
  checkAdmin(token: string): Promise<boolean>;
  /** A password for one calendar program of this person; shown once. */
  createAppPassword(personId: string, name: string): Promise<string>;
  /** Whose it is; undefined when it is nobody's. Groups and case don't matter. */
  checkAppPassword(password: string): Promise<string | undefined>;
  /** A bearer token with which a program speaks for this person (Graph's /me); shown once. */
  createToken(personId: string, name: string): Promise<string>;
  /** A program of the organisation that signs in for itself with a secret (rfc6749#4.4); shown once. */
  createClient(
    name: string,
  ): Promise<{ readonly tenant: string; readonly clientId: string; readonly clientSecret: string }>;
  checkClient(clientId: string, clientSecret: string): Promise<boolean>;
  /** A bearer token for a client that has proved itself; good for `accessTokenLifetime`. */
  issueAccessToken(clientId: string): Promise<string>;
  /** Whom a bearer token speaks for: a person, or a client for everybody of the organisation. */
  bearer(token: string): Promise<Bearer | undefined>;
  /** GUID of the organisation, made once. */
  tenant(): Promise<string>;
  /** The password of an inbound connector's SMTP AUTH user. */
  createConnectorPassword(user: string): Promise<string>;
  checkConnectorPassword(user: string, password: string): Promise<boolean>;
  /** A token that signs in once. It lives an hour; a day as long as nobody has ever signed in. */
  createSignInLink(role: Principal['role'], personId?: string): Promise<string>;
  /** Exchanges a sign-in token for a session token; undefined when it is used up, expired or unknown. */
  redeem(link: string): Promise<string | undefined>;
  session(token: string): Promise<Principal | undefined>;
  endSession(token: string): Promise<void>;
}

const hour = 3600 * 1000;
const linkLifetime = hour;
const firstLinkLifetime = 24 * hour;
export const sessionLifetime = 7 * 24 * hour;
/** Graph's own: an hour less a second, milliseconds. */
export const accessTokenLifetime = 3599 * 1000;
/** How long another process may still believe a password that was revoked, milliseconds. */
const cacheLifetime = 30_000;
const cacheSize = 10_000;

type Kind = Extract<Secret['kind'], 'appPassword' | 'adminCredential' | 'signInLink' | 'session' | 'client' | 'token'>;

export function createCredentials(parts: { store: Store; clock: Clock; random: Random }): Credentials {
  const { store, clock, random } = parts;
  const keys = createExpiringCache<readonly KeyObject[]>(clock, 1, cacheLifetime);
  const known = createExpiringCache<Secret>(clock, cacheSize, cacheLifetime);
  const redeeming = new Set<string>();

  /** All keys, in order; the first serves for new secrets. Processes that start at once may make more than one. */
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

  const hashed = (key: KeyObject, kind: Kind, secret: string) =>
    createHmac('sha256', key).update(`${kind}\0${secret}`).digest('base64url');

  async function keep(kind: Kind, secret: string, value: unknown, expiresAt?: number): Promise<void> {
    const key = (await allKeys())[0];
    if (key === undefined) throw new Error('the store did not keep the key of the passwords');
    const kept = { kind, id: hashed(key, kind, secret), value, createdAt: clock.now() };
    await store.commit([{ type: 'putSecret', secret: expiresAt === undefined ? kept : { ...kept, expiresAt } }]);
  }

  async function find(kind: Kind, secret: string): Promise<Secret | undefined> {
    for (const key of await allKeys()) {
      const id = hashed(key, kind, secret);
      const found = known.get(id) ?? (await store.reads.secret(kind, id));
      if (found === undefined) continue;
      if (found.expiresAt !== undefined && found.expiresAt <= clock.now()) return undefined;
      // A sign-in link is good once, so it is never remembered.
      if (kind !== 'signInLink') known.set(id, found);
      return found;
    }
    return undefined;
  }

  /** Processes that start at once may each make one; the first holds. */
  async function tenant(): Promise<string> {
    if ((await store.reads.secrets('tenant')).length === 0) {
      const secret = { kind: 'tenant' as const, id: random.uuid(), value: {}, createdAt: clock.now() };
      await store.commit([{ type: 'putSecret', secret }]);
    }
    const [first] = await store.reads.secrets('tenant');
    if (first === undefined) throw new Error('the store did not keep the tenant');
    return first.id;
  }

  const newToken = () => random.bytes(32).toString('base64url');
  const newPassword = () => base32Groups(random.bytes(16));

  return {
    async localAdmin(present) {
      if (present !== undefined && (await find('adminCredential', present)) !== undefined) return present;
      const token = newToken();
      await keep('adminCredential', token, {});
      return token;
    },
    checkAdmin: async (token) => (await find('adminCredential', token)) !== undefined,
    async createAppPassword(personId, name) {
      const password = newPassword();
      await keep('appPassword', withoutGroups(password), { personId, name });
      return password;
    },
    async checkAppPassword(password) {
      return textOf(await find('appPassword', withoutGroups(password)), 'personId');
    },
    async createToken(personId, name) {
      const token = newToken();
      await keep('token', token, { personId, name });
      return token;
    },
    async createClient(name) {
      const clientId = random.uuid();
      const clientSecret = newToken();
      await keep('client', `${clientId}\0${clientSecret}`, { clientId, name });
      return { tenant: await tenant(), clientId, clientSecret };
    },
    async checkClient(clientId, clientSecret) {
      return textOf(await find('client', `${clientId}\0${clientSecret}`), 'clientId') === clientId;
    },
    async issueAccessToken(clientId) {
      // A client asks every hour: what has run out makes room.
      const expired = (await store.reads.secrets('token')).filter(
        ({ expiresAt = Infinity }) => expiresAt <= clock.now(),
      );
      await store.commit(expired.map(({ id }) => ({ type: 'deleteSecret', kind: 'token', id })));
      const token = newToken();
      await keep('token', token, { clientId }, clock.now() + accessTokenLifetime);
      return token;
    },
    async bearer(token) {
      const found = await find('token', token);
      const personId = textOf(found, 'personId');
      if (personId !== undefined) return { kind: 'person', personId };
      const clientId = textOf(found, 'clientId');
      return clientId === undefined ? undefined : { kind: 'client', clientId };
    },
    tenant,
    async createConnectorPassword(user) {
      const password = newPassword();
      await keep('appPassword', withoutGroups(password), { connectorUser: user });
      return password;
    },
    async checkConnectorPassword(user, password) {
      return textOf(await find('appPassword', withoutGroups(password)), 'connectorUser') === user;
    },
    async createSignInLink(role, personId) {
      const token = newToken();
      const first = (await store.reads.secrets('session')).length === 0;
      const expiresAt = clock.now() + (first ? firstLinkLifetime : linkLifetime);
      await keep('signInLink', token, { role, ...(personId === undefined ? {} : { personId }) }, expiresAt);
      return token;
    },
    async redeem(link) {
      const found = await find('signInLink', link);
      const principal = principalOf(found);
      if (found === undefined || principal === undefined || redeeming.has(found.id)) return undefined;
      redeeming.add(found.id);
      try {
        const token = newToken();
        await store.commit([{ type: 'deleteSecret', kind: 'signInLink', id: found.id }]);
        await keep('session', token, principal, clock.now() + sessionLifetime);
        return token;
      } finally {
        redeeming.delete(found.id);
      }
    },
    session: async (token) => principalOf(await find('session', token)),
    async endSession(token) {
      const found = await find('session', token);
      if (found === undefined) return;
      known.delete(found.id);
      await store.commit([{ type: 'deleteSecret', kind: 'session', id: found.id }]);
    },
  };
}

function textOf(secret: Secret | undefined, name: string): string | undefined {
  const value = secret?.value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const text: unknown = Reflect.get(value, name);
  return typeof text === 'string' ? text : undefined;
}

function principalOf(secret: Secret | undefined): Principal | undefined {
  const role = textOf(secret, 'role');
  const personId = textOf(secret, 'personId');
  if (role === 'administrator') return personId === undefined ? { role } : { role, personId };
  return role === 'person' && personId !== undefined ? { role, personId } : undefined;
}
