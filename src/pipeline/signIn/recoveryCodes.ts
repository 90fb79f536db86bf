/** What gets somebody in whose authenticator is lost: ten codes of 80 random bits, shown once, each good once. */
import type { Random } from '../../platform/random.ts';
import { base32Groups, withoutGroups } from '../base32.ts';
import type { Account } from './accounts.ts';
import type { Keyring } from './keyring.ts';

const count = 10;
const octets = 10;
const kind = 'recoveryCode';

export interface RecoveryCodes {
  readonly codes: readonly string[];
  /** What is kept of them. */
  readonly hashes: readonly string[];
}

export async function newRecoveryCodes(random: Random, keyring: Keyring): Promise<RecoveryCodes> {
  const codes = Array.from({ length: count }, () => base32Groups(random.bytes(octets)));
  const hashes = await Promise.all(codes.map((code) => keyring.hash(kind, withoutGroups(code))));
  return { codes, hashes };
}

/** The hashes that one typed code may have; whichever of them is kept is used up by it. */
export function recoveryHashes(keyring: Keyring, typed: string): Promise<readonly string[]> {
  return keyring.hashes(kind, withoutGroups(typed));
}

/** The account without the code; undefined when it has none such. */
export function withoutCode(account: Account, hashes: readonly string[]): Account | undefined {
  const left = account.recoveryCodes.filter((kept) => !hashes.includes(kept));
  return left.length === account.recoveryCodes.length ? undefined : { ...account, recoveryCodes: left };
}
