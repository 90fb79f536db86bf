/**
 * The hub mailbox of a person as POP3 sees it (rfc1939#3, a maildrop): opened by who can
 * sign in, held by one session at a time, and emptied only by a commit. What holds it is a
 * lease in the store, over all processes on one database; it ends with the process.
 */
import { personById, resolveRecipient } from '../directory/recipients.ts';
import type { Directory } from '../directory/types.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { Store } from '../store/contract.ts';
import type { Credentials } from './credentials.ts';

export interface MaildropMessage {
  /** Stands for these octets for ever, printable US-ASCII. */
  readonly id: string;
  /** In octets. */
  readonly size: number;
}

/** What one session holds until it releases it. */
export interface Maildrop {
  /** As they were when it was opened, in the order they came. */
  readonly messages: readonly MaildropMessage[];
  /** Undefined when it is gone meanwhile: another process may have deleted it. */
  read(id: string): Promise<Buffer | undefined>;
  /** All of them in one commit. Rejects when the mailbox is not held any more: somebody else has seen it since. */
  remove(ids: readonly string[]): Promise<void>;
  /** Resolves when the next session can have it, and never rejects. */
  release(): Promise<void>;
}

export type OpenedMaildrop =
  | { readonly kind: 'opened'; readonly maildrop: Maildrop }
  /** Not these credentials. Whose address or whose password is wrong is not told. */
  | { readonly kind: 'refused' }
  /** Another session holds it. */
  | { readonly kind: 'inUse' };

export interface Maildrops {
  /** By an address or alias of a person, and an app password of hers. */
  open(user: string, password: string): Promise<OpenedMaildrop>;
}

/** A process that died keeps a mailbox closed for so long; sessions renew it three times as often. */
const leaseMilliseconds = 90_000;

export function createMaildrops(parts: {
  readonly store: Store;
  readonly directory: () => Directory;
  readonly credentials: Pick<Credentials, 'checkAppPassword'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}): Maildrops {
  const { store, directory, credentials, clock, random, log } = parts;

  async function signIn(user: string, password: string): Promise<string | undefined> {
    const personId = await credentials.checkAppPassword(password);
    const person = personId === undefined ? undefined : personById(directory(), personId);
    const named = resolveRecipient(directory(), user);
    // Exchange's PopEnabled.
    if (person && directory().casMailboxes?.get(person.id)?.popEnabled === false) return undefined;
    if (!person?.enabled || named.kind !== 'person' || named.person.id !== person.id) return undefined;
    return person.id;
  }

  async function hold(personId: string): Promise<Maildrop | undefined> {
    const lease = { name: `maildrop:${personId}`, holder: random.uuid() };
    const renew = (): Promise<boolean> => {
      const now = clock.now();
      return store.takeLease({ ...lease, now, until: now + leaseMilliseconds });
    };
    const unhealthy = (fault: unknown) => log.warn({ fault: String(fault) }, 'the lease of a hub mailbox was not kept');
    if (!(await renew())) return undefined;
    const keeping = setInterval(() => renew().catch(unhealthy), leaseMilliseconds / 3);
    keeping.unref();
    let released: Promise<void> | undefined;
    const release = () => {
      clearInterval(keeping);
      // Said twice, it must not free what somebody else holds by now: the holder's name sees to that.
      released ??= store.commit([{ type: 'dropLease', ...lease }]).then(() => undefined, unhealthy);
      return released;
    };
    try {
      const entries = await store.reads.mailboxEntries(personId);
      return {
        messages: entries.map(({ id, size }) => ({ id, size })),
        read: async (id) => (await store.reads.mailboxMessage(personId, id))?.octets,
        async remove(ids) {
          if (released !== undefined || !(await renew())) throw new Error('the hub mailbox is not held any more');
          await store.commit([{ type: 'deleteMailboxMessages', personId, ids }]);
        },
        release,
      };
    } catch (fault) {
      await release();
      throw fault;
    }
  }

  return {
    async open(user, password) {
      const personId = await signIn(user, password);
      if (personId === undefined) return { kind: 'refused' };
      const maildrop = await hold(personId);
      return maildrop ? { kind: 'opened', maildrop } : { kind: 'inUse' };
    },
  };
}
