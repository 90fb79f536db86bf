/** What the hub knows of a person who signs in: her role, her password, her second factor. By her id. */
import type { SignInRecord, Store, Write } from '../../store/contract.ts';
import type { Role } from './stage.ts';

export interface Account {
  readonly role: Role;
  readonly password?: { readonly hash: string; readonly changedAt: number };
  /** `key` is sealed. `lastStep`: the latest step whose code was used. */
  readonly totp?: { readonly key: string; readonly since: number; readonly lastStep: number };
  /** A key that was shown and whose first code is still to come. */
  readonly pendingTotp?: { readonly key: string; readonly at: number };
  /** Keyed hashes of those that are left. */
  readonly recoveryCodes: readonly string[];
  /** Whom the identity provider means by her, since she first signed in by it. */
  readonly identity?: { readonly issuer: string; readonly subject: string };
}

export interface Accounts {
  /** One that was never written is that of a person with nothing set. */
  read(personId: string): Promise<Account>;
  /**
   * Decides on what is there and writes it; again, when somebody else wrote meanwhile.
   * `decide` gives back undefined to leave all as it is; what it gives back is given back.
   */
  change(personId: string, decide: (account: Account) => Changed | undefined): Promise<Account | undefined>;
  all(): Promise<readonly { readonly personId: string; readonly account: Account }[]>;
}

export interface Changed {
  readonly account: Account;
  /** In the one unit with it. */
  readonly writes?: readonly Write[];
}

const attempts = 10;
const nothing: Account = { role: 'person', recoveryCodes: [] };

export function createAccounts(store: Store): Accounts {
  const bodyOf = (record: SignInRecord | undefined) => (record === undefined ? nothing : (record.body as Account));
  return {
    read: async (personId) => bodyOf(await store.reads.signInRecord('account', personId)),
    async change(personId, decide) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const found = await store.reads.signInRecord('account', personId);
        const changed = decide(bodyOf(found));
        if (changed === undefined) return undefined;
        const version = found?.version ?? 0;
        const record: SignInRecord = { kind: 'account', id: personId, personId, version, body: changed.account };
        const outcome = await store.commit([{ type: 'putSignIn', record, expect: version }, ...(changed.writes ?? [])]);
        if (outcome === 'committed') return changed.account;
      }
      throw new Error(`the account did not hold still for ${attempts} attempts`);
    },
    async all() {
      const found = await store.reads.signInRecords('account');
      return found.map((record) => ({ personId: record.id, account: bodyOf(record) }));
    },
  };
}
