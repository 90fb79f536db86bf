/** One-time links: what they are good for is kept under the keyed hash of their token. */
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { Store, Write } from '../../store/contract.ts';
import type { Keyring } from './keyring.ts';
import type { Role } from './stage.ts';

const hour = 3600 * 1000;
const linkLifetime = hour;
const firstLinkLifetime = 24 * hour;

export type LinkBody =
  /** Signs in, as what it says; without a person it is the first administrator's. */
  | { readonly purpose: 'signIn'; readonly role: Role }
  /** Lets her choose a password, and is no sign-in by itself. */
  | { readonly purpose: 'setPassword' };

export type Link = LinkBody & { readonly personId?: string };

export interface Links {
  /** The token, and the write that makes it good. It lives an hour; a day as long as nobody has ever signed in. */
  make(link: Link): Promise<{ readonly token: string; readonly write: Write }>;
  /** What a token is good for, without using it up. */
  look(token: string): Promise<Link | undefined>;
  /** The same, once, in whichever process. */
  redeem(token: string): Promise<Link | undefined>;
}

/** Never runs out: somebody has signed in. */
const firstSignIn = { kind: 'spent', id: 'first-sign-in' } as const;

export function createLinks(parts: { store: Store; clock: Clock; random: Random; keyring: Keyring }): Links {
  const { store, clock, random, keyring } = parts;

  async function find(token: string) {
    for (const id of await keyring.hashes('signInLink', token)) {
      const found = await store.reads.signInRecord('link', id);
      if (found !== undefined && (found.expiresAt ?? 0) > clock.now()) return found;
    }
    return undefined;
  }

  const linkOf = (body: unknown, personId: string): Link => {
    const link = body as LinkBody;
    return personId === '' ? link : { ...link, personId };
  };

  return {
    async make({ personId = '', ...body }) {
      const token = random.bytes(32).toString('base64url');
      const first = (await store.reads.signInRecord(firstSignIn.kind, firstSignIn.id)) === undefined;
      const expiresAt = clock.now() + (first ? firstLinkLifetime : linkLifetime);
      const id = await keyring.hash('signInLink', token);
      return {
        token,
        write: { type: 'putSignIn', record: { kind: 'link', id, personId, version: 0, expiresAt, body }, expect: 0 },
      };
    },
    async look(token) {
      const found = await find(token);
      return found && linkOf(found.body, found.personId);
    },
    async redeem(token) {
      const found = await find(token);
      if (found === undefined) return undefined;
      const { id, version, personId, body } = found;
      if ((await store.commit([{ type: 'deleteSignIn', kind: 'link', id, expect: version }])) === 'conflict') {
        return undefined;
      }
      const mark = { ...firstSignIn, personId: '', version: 0, body: {} };
      // A conflict says that it was known already.
      await store.commit([{ type: 'putSignIn', record: mark, expect: 0 }]);
      return linkOf(body, personId);
    },
  };
}
