/** Who may do what for others, given by an administrator. */
import type { Person } from '../../directory/types.ts';
import type { SignInParts } from './parts.ts';
import type { Role } from './stage.ts';

export interface RoleHolder {
  readonly personId: string;
  readonly role: Role;
  readonly password: boolean;
  readonly totp: boolean;
  readonly passkeys: number;
}

export interface Roles {
  /** Ends her sessions where the role becomes another: what they may do was decided when they began. */
  setRole(person: Person, role: Role): Promise<void>;
  /** Everybody with an account: who never set anything up has none. */
  accounts(): Promise<readonly RoleHolder[]>;
  /** Second factor, passkeys and the identity provider's word are forgotten, and she is signed out everywhere. */
  resetFactors(person: Person): Promise<void>;
}

export function createRoles({ store, accounts, sessions }: SignInParts): Roles {
  return {
    async setRole(person, role) {
      const endings = await sessions.endings(person.id);
      await accounts.change(person.id, (account) =>
        account.role === role ? undefined : { account: { ...account, role }, writes: endings },
      );
    },
    async accounts() {
      const keys = await store.reads.signInRecords('passkey');
      return (await accounts.all()).map(({ personId, account }) => ({
        personId,
        role: account.role,
        password: account.password !== undefined,
        totp: account.totp !== undefined,
        passkeys: keys.filter((key) => key.personId === personId).length,
      }));
    },
    async resetFactors(person) {
      const endings = await sessions.endings(person.id);
      const keys = await store.reads.signInRecords('passkey', person.id);
      const removals = keys.map(({ id }) => ({ type: 'deleteSignIn', kind: 'passkey', id }) as const);
      await accounts.change(person.id, ({ totp: _t, pendingTotp: _p, identity: _i, ...account }) => ({
        account: { ...account, recoveryCodes: [] },
        writes: [...endings, ...removals],
      }));
    },
  };
}
