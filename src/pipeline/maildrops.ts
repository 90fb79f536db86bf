/**
 * The hub mailbox of a person as POP3 sees it (rfc1939#3, a maildrop): opened by who can
 * sign in, held by one session at a time, and emptied only by a commit.
 */
import { personById, resolveRecipient } from '../directory/recipients.ts';
import type { Directory } from '../directory/types.ts';
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
  /** All of them in one commit. */
  remove(ids: readonly string[]): Promise<void>;
  release(): void;
}

export type OpenedMaildrop =
  | { readonly kind: 'opened'; readonly maildrop: Maildrop }
  /** Not these credentials. Whose address or whose password is wrong is not told. */
  | { readonly kind: 'refused' }
  /** Another session of this process holds it. */
  | { readonly kind: 'inUse' };

export interface Maildrops {
  /** By an address or alias of a person, and an app password of hers. */
  open(user: string, password: string): Promise<OpenedMaildrop>;
}

export function createMaildrops(parts: {
  readonly store: Store;
  readonly directory: () => Directory;
  readonly credentials: Pick<Credentials, 'checkAppPassword'>;
}): Maildrops {
  const { store, directory, credentials } = parts;
  /** Persons whose mailbox a session holds. */
  const held = new Set<string>();

  async function signIn(user: string, password: string): Promise<string | undefined> {
    const personId = await credentials.checkAppPassword(password);
    const person = personId === undefined ? undefined : personById(directory(), personId);
    const named = resolveRecipient(directory(), user);
    // Exchange's PopEnabled.
    if (person && directory().casMailboxes?.get(person.id)?.popEnabled === false) return undefined;
    if (!person?.enabled || named.kind !== 'person' || named.person.id !== person.id) return undefined;
    return person.id;
  }

  async function hold(personId: string): Promise<Maildrop> {
    const entries = await store.reads.mailboxEntries(personId);
    let holding = true;
    return {
      messages: entries.map(({ id, size }) => ({ id, size })),
      read: async (id) => (await store.reads.mailboxMessage(personId, id))?.octets,
      async remove(ids) {
        await store.commit([{ type: 'deleteMailboxMessages', personId, ids }]);
      },
      release() {
        // Said twice, it must not free what somebody else holds by now.
        if (holding) held.delete(personId);
        holding = false;
      },
    };
  }

  return {
    async open(user, password) {
      const personId = await signIn(user, password);
      if (personId === undefined) return { kind: 'refused' };
      if (held.has(personId)) return { kind: 'inUse' };
      held.add(personId);
      try {
        return { kind: 'opened', maildrop: await hold(personId) };
      } catch (fault) {
        held.delete(personId);
        throw fault;
      }
    },
  };
}
