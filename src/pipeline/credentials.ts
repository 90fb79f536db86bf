/**
 * What programs and machines sign in with, and what a link signs in. Everything is random
 * and long (128 bits and more), so a fast keyed hash keeps it (signIn/keyring.ts). How
 * people sign in is in signIn/.
 */
import { createHash, X509Certificate } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { Secret, Store } from '../store/contract.ts';
import { base32Groups, withoutGroups } from './base32.ts';
import { createExpiringCache } from './expiringCache.ts';
import { type AppPasswords, createAppPasswords } from './signIn/appPasswords.ts';
import { createKeyring } from './signIn/keyring.ts';
import { createLinks } from './signIn/links.ts';
import { createSessions, type Session, type Whence } from './signIn/sessions.ts';
import type { Role } from './signIn/stage.ts';

/** Who is signed in. A person of the directory is always named by her id, an administrator may be. */
export type Principal =
  | { readonly role: 'administrator'; readonly personId?: string }
  | { readonly role: 'helpdesk' | 'person'; readonly personId: string };

/** Whom a bearer token speaks for. */
export type Bearer =
  | { readonly kind: 'person'; readonly personId: string }
  | {
      readonly kind: 'client';
      readonly clientId: string;
      /** As it was named when it was made. */
      readonly name: string;
      /** The one API it was asked for; absent: every one. */
      readonly audience?: Audience;
    };

/** What a client's token is for, as with Microsoft: the mail system's administration, or Graph. */
export type Audience = 'exchange' | 'graph';

export interface Credentials extends AppPasswords {
  /** The command line's credential. `present`, what its file holds, is kept when it is still good. */
  localAdmin(present?: string): Promise<string>;
  checkAdmin(token: string): Promise<boolean>;
  /** A bearer token with which a program speaks for this person (Graph's /me); shown once. */
  createToken(personId: string, name: string): Promise<string>;
  /** A program of the organisation that signs in for itself with a secret (rfc6749#4.4); shown once. */
  createClient(
    name: string,
    /** Milliseconds; absent: until it is taken back. */
    lifetime?: number,
  ): Promise<{ readonly tenant: string; readonly clientId: string; readonly clientSecret: string }>;
  checkClient(clientId: string, clientSecret: string): Promise<boolean>;
  /** A bearer token for a client that has proved itself; good for `accessTokenLifetime`. */
  issueAccessToken(clientId: string, audience?: Audience): Promise<string>;
  /** A PEM certificate with which the client signs its assertions (rfc7523#2.2), beside its secret. */
  registerCertificate(clientId: string, certificate: string): Promise<{ readonly thumbprint: string } | undefined>;
  /** PEM certificates of a client. */
  certificatesOf(clientId: string): Promise<readonly string[]>;
  /** Whom a bearer token speaks for: a person, or a client for everybody of the organisation. */
  bearer(token: string): Promise<Bearer | undefined>;
  /** GUID of the organisation, made once. */
  tenant(): Promise<string>;
  /** The password of an inbound connector's SMTP AUTH user. */
  createConnectorPassword(user: string): Promise<string>;
  checkConnectorPassword(user: string, password: string): Promise<boolean>;
  /** A token that signs in once. It lives an hour; a day as long as nobody has ever signed in. */
  createSignInLink(role: Role, personId?: string): Promise<string>;
  /** Exchanges a sign-in token for a session token; undefined when it is used up, expired or unknown. */
  redeem(link: string, whence?: Whence): Promise<string | undefined>;
  /** Who is signed in by a session, once it is complete. */
  session(token: string): Promise<Principal | undefined>;
  endSession(token: string): Promise<void>;
}

/** Graph's own: an hour less a second, milliseconds. */
export const accessTokenLifetime = 3599 * 1000;
/** How long another process may still believe a password that was revoked, milliseconds. */
const cacheLifetime = 30_000;
const cacheSize = 10_000;

type Kind = Extract<Secret['kind'], 'appPassword' | 'adminCredential' | 'client' | 'token'>;

export function createCredentials(parts: { store: Store; clock: Clock; random: Random }): Credentials {
  const { store, clock, random } = parts;
  const keyring = createKeyring(parts);
  const links = createLinks({ ...parts, keyring });
  const sessions = createSessions({ ...parts, keyring });
  const known = createExpiringCache<Secret>(clock, cacheSize, cacheLifetime);

  async function keep(kind: Kind, secret: string, value: unknown, expiresAt?: number): Promise<void> {
    const kept = { kind, id: await keyring.hash(kind, secret), value, createdAt: clock.now() };
    await store.commit([{ type: 'putSecret', secret: expiresAt === undefined ? kept : { ...kept, expiresAt } }]);
  }

  async function find(kind: Kind, secret: string): Promise<Secret | undefined> {
    for (const id of await keyring.hashes(kind, secret)) {
      const found = known.get(id) ?? (await store.reads.secret(kind, id));
      if (found === undefined) continue;
      if (found.expiresAt !== undefined && found.expiresAt <= clock.now()) return undefined;
      known.set(id, found);
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

  async function nameOf(clientId: string): Promise<string> {
    const clients = await store.reads.secrets('client');
    return (
      textOf(
        clients.find((client) => textOf(client, 'clientId') === clientId),
        'name',
      ) ?? clientId
    );
  }

  const newToken = () => random.bytes(32).toString('base64url');
  const newPassword = () => base32Groups(random.bytes(16));

  return {
    ...createAppPasswords({ ...parts, keyring }),
    async localAdmin(present) {
      if (present !== undefined && (await find('adminCredential', present)) !== undefined) return present;
      const token = newToken();
      await keep('adminCredential', token, {});
      return token;
    },
    checkAdmin: async (token) => (await find('adminCredential', token)) !== undefined,
    async createToken(personId, name) {
      const token = newToken();
      await keep('token', token, { personId, name });
      return token;
    },
    async createClient(name, lifetime) {
      const clientId = random.uuid();
      const clientSecret = newToken();
      const until = lifetime === undefined ? undefined : clock.now() + lifetime;
      await keep('client', `${clientId}\0${clientSecret}`, { clientId, name }, until);
      return { tenant: await tenant(), clientId, clientSecret };
    },
    async checkClient(clientId, clientSecret) {
      return textOf(await find('client', `${clientId}\0${clientSecret}`), 'clientId') === clientId;
    },
    async registerCertificate(clientId, certificate) {
      const clients = await store.reads.secrets('client');
      if (!clients.some((client) => textOf(client, 'clientId') === clientId)) return undefined;
      const { raw } = new X509Certificate(certificate);
      const thumbprint = createHash('sha256').update(raw).digest('base64url');
      const value = { clientId, certificate };
      const secret = {
        kind: 'clientCertificate' as const,
        id: `${clientId}/${thumbprint}`,
        value,
        createdAt: clock.now(),
      };
      await store.commit([{ type: 'putSecret', secret }]);
      return { thumbprint };
    },
    async certificatesOf(clientId) {
      const all = await store.reads.secrets('clientCertificate');
      return all.flatMap((secret) =>
        textOf(secret, 'clientId') === clientId ? [textOf(secret, 'certificate') ?? ''] : [],
      );
    },
    async issueAccessToken(clientId, audience) {
      // A client asks every hour: what has run out makes room.
      const expired = (await store.reads.secrets('token')).filter(
        ({ expiresAt = Infinity }) => expiresAt <= clock.now(),
      );
      await store.commit(expired.map(({ id }) => ({ type: 'deleteSecret', kind: 'token', id })));
      const token = newToken();
      await keep(
        'token',
        token,
        { clientId, name: await nameOf(clientId), ...(audience === undefined ? {} : { audience }) },
        clock.now() + accessTokenLifetime,
      );
      return token;
    },
    async bearer(token) {
      const found = await find('token', token);
      const personId = textOf(found, 'personId');
      if (personId !== undefined) return { kind: 'person', personId };
      const clientId = textOf(found, 'clientId');
      if (clientId === undefined) return undefined;
      const audience = audienceOf(textOf(found, 'audience'));
      const name = textOf(found, 'name') ?? clientId;
      return { kind: 'client', clientId, name, ...(audience === undefined ? {} : { audience }) };
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
      const link = { purpose: 'signIn' as const, role };
      const { token, write } = await links.make(personId === undefined ? link : { ...link, personId });
      await store.commit([write]);
      return token;
    },
    async redeem(token, whence = { address: '', agent: '' }) {
      if ((await links.look(token))?.purpose !== 'signIn') return undefined;
      const link = await links.redeem(token);
      if (link?.purpose !== 'signIn') return undefined;
      const { role, personId } = link;
      return sessions.open({ ...(personId && { personId }), role, stage: 'complete', method: 'link', whence });
    },
    session: async (token) => principalOf(await sessions.find(token)),
    async endSession(token) {
      const found = await sessions.find(token);
      if (found !== undefined) await sessions.end(found);
    },
  };
}

function textOf(secret: Secret | undefined, name: string): string | undefined {
  const value = secret?.value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const text: unknown = Reflect.get(value, name);
  return typeof text === 'string' ? text : undefined;
}

function audienceOf(text: string | undefined): Audience | undefined {
  return text === 'exchange' || text === 'graph' ? text : undefined;
}

/** Who a session is for; undefined as long as it is not complete. */
export function principalOf(session: Session | undefined): Principal | undefined {
  if (session?.stage !== 'complete') return undefined;
  const { role, personId } = session;
  if (role === 'administrator') return personId === undefined ? { role } : { role, personId };
  return personId === undefined ? undefined : { role, personId };
}
