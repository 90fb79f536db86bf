import type { Person } from '../../directory/types.ts';
import type { Account } from './accounts.ts';
import type { SignedIn } from './outcome.ts';
import type { SignInParts } from './parts.ts';
import type { Whence } from './sessions.ts';
import { type Method, stageOf } from './stage.ts';

/** Opens a session for somebody who has proved who she is, as far as that goes. */
export async function enter(
  parts: Pick<SignInParts, 'sessions' | 'accounts' | 'passkeys' | 'directory'>,
  person: Person,
  proof: { readonly method: Method; readonly severalFactors?: boolean; readonly whence: Whence },
): Promise<SignedIn> {
  const { sessions, accounts, passkeys, directory } = parts;
  const { method, severalFactors = false, whence } = proof;
  const account = await accounts.read(person.id);
  const enrolled = hasSecondFactor(account, await passkeys.of(person.id));
  const { role } = account;
  const stage = stageOf({ role, method, severalFactors, enrolled, policy: directory().signIn.mfa });
  const token = await sessions.open({ personId: person.id, role, stage, method, whence });
  return { kind: 'signedIn', token, stage };
}

export function hasSecondFactor(account: Account, passkeys: readonly unknown[]): boolean {
  return account.totp !== undefined || passkeys.length > 0;
}
