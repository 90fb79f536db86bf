/** Where people are signed in. A session's token is in its cookie alone; the store has its keyed hash. */
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { SignInRecord, Store, Write } from '../../store/contract.ts';
import type { Keyring } from './keyring.ts';
import type { Method, Role, Stage } from './stage.ts';

const minute = 60_000;
const hour = 60 * minute;
/** However it is used, a session ends after so long, milliseconds. */
export const sessionLifetime = 7 * 24 * hour;
/** Unused, it ends after so long, milliseconds: who can change things for all is signed out sooner. */
export const sessionIdle: Readonly<Record<Role, number>> = {
  administrator: 8 * hour,
  helpdesk: 8 * hour,
  person: 72 * hour,
};
/** The way on to a complete session has to be gone within this, milliseconds. */
export const unfinishedLifetime = 15 * minute;
/** That it was used is written this often at most, milliseconds. */
const seenInterval = 5 * minute;
/** Sessions of one person; the one unused for longest makes room. */
const mostSessions = 50;

/** Whence somebody signs in. */
export interface Whence {
  /** Network address. */
  readonly address: string;
  /** What the browser says it is; cut. */
  readonly agent: string;
}

export interface SessionBody extends Whence {
  readonly role: Role;
  readonly stage: Stage;
  readonly method: Method;
  readonly createdAt: number;
  /** When she last proved who she is. */
  readonly authenticatedAt: number;
  readonly seenAt: number;
}

export interface Session extends SessionBody {
  readonly id: string;
  /** Absent: the administrator whom the first link signed in. */
  readonly personId?: string;
  readonly version: number;
  readonly expiresAt: number;
}

export interface Sessions {
  /** @returns the token */
  open(session: {
    readonly personId?: string;
    readonly role: Role;
    readonly stage: Stage;
    readonly method: Method;
    readonly whence: Whence;
  }): Promise<string>;
  /** The session a token opens, while it lasts. */
  find(token: string): Promise<Session | undefined>;
  /** Complete from now on, under a new token: one that was caught before is worth nothing. Undefined when it is gone. */
  complete(session: Session): Promise<string | undefined>;
  end(session: Pick<Session, 'id'>): Promise<void>;
  of(personId: string): Promise<readonly Session[]>;
  /** Writes that end all of hers, but one. */
  endings(personId: string, exceptId?: string): Promise<Write[]>;
}

export function createSessions(parts: { store: Store; clock: Clock; random: Random; keyring: Keyring }): Sessions {
  const { store, clock, random, keyring } = parts;
  const newToken = () => random.bytes(32).toString('base64url');

  function sessionOf(record: SignInRecord | undefined): Session | undefined {
    if (record === undefined) return undefined;
    const body = record.body as SessionBody;
    const { id, personId, version, expiresAt = 0 } = record;
    const until = Math.min(expiresAt, body.seenAt + sessionIdle[body.role]);
    if (until <= clock.now()) return undefined;
    return { ...body, id, version, expiresAt, ...(personId === '' ? {} : { personId }) };
  }

  async function writeOf(token: string, personId: string, body: SessionBody, expiresAt: number): Promise<Write> {
    const id = await keyring.hash('session', token);
    return { type: 'putSignIn', record: { kind: 'session', id, personId, version: 0, expiresAt, body }, expect: 0 };
  }

  /** Not waited for: whoever asks is answered, and a session that ended meanwhile stays ended. */
  function noteSeen({ id, personId = '', version, expiresAt, ...rest }: Session, now: number): void {
    const { role, stage, method, createdAt, authenticatedAt, address, agent } = rest;
    const body: SessionBody = { role, stage, method, createdAt, authenticatedAt, address, agent, seenAt: now };
    const record: SignInRecord = { kind: 'session', id, personId, version, expiresAt, body };
    store.commit([{ type: 'putSignIn', record, expect: version }]).catch(() => undefined);
  }

  async function of(personId: string): Promise<readonly Session[]> {
    const found = (await store.reads.signInRecords('session', personId)).map(sessionOf);
    return found.filter((session) => session !== undefined).sort((a, b) => b.seenAt - a.seenAt);
  }

  return {
    async open({ personId = '', role, stage, method, whence }) {
      const token = newToken();
      const now = clock.now();
      const times = { createdAt: now, authenticatedAt: now, seenAt: now };
      const agent = whence.agent.slice(0, 200);
      const body: SessionBody = { role, stage, method, ...times, address: whence.address, agent };
      const lifetime = stage === 'complete' ? sessionLifetime : unfinishedLifetime;
      const surplus = personId === '' ? [] : (await of(personId)).slice(mostSessions - 1);
      await store.commit([await writeOf(token, personId, body, now + lifetime), ...surplus.map(ending)]);
      return token;
    },
    async find(token) {
      for (const id of await keyring.hashes('session', token)) {
        const session = sessionOf(await store.reads.signInRecord('session', id));
        if (session === undefined) continue;
        const now = clock.now();
        if (now - session.seenAt >= seenInterval) noteSeen(session, now);
        return session;
      }
      return undefined;
    },
    async complete(session) {
      const token = newToken();
      const now = clock.now();
      const { role, method, createdAt, address, agent } = session;
      const body: SessionBody = {
        ...{ role, stage: 'complete', method, createdAt, address, agent },
        ...{ authenticatedAt: now, seenAt: now },
      };
      const opening = await writeOf(token, session.personId ?? '', body, now + sessionLifetime);
      // That it was seen may be written at the same time; one of two that complete it finds it gone.
      for (let attempt = 0; attempt < 3; attempt++) {
        const found = await store.reads.signInRecord('session', session.id);
        if (found === undefined) return undefined;
        const expect = found.version;
        const removal: Write = { type: 'deleteSignIn', kind: 'session', id: session.id, expect };
        if ((await store.commit([removal, opening])) === 'committed') return token;
      }
      return undefined;
    },
    end: async (session) => void (await store.commit([ending(session)])),
    of,
    async endings(personId, exceptId) {
      const found = await store.reads.signInRecords('session', personId);
      return found.filter(({ id }) => id !== exceptId).map(ending);
    },
  };
}

function ending({ id }: { readonly id: string }): Write {
  return { type: 'deleteSignIn', kind: 'session', id };
}
