/**
 * How people sign in to the console with their existing address: by password, passkey or
 * the organisation's identity provider, then by a second factor where policy or they ask
 * for it. Everything that can be guessed is slowed down, everything that counts once is
 * used up by a write that only one process can make.
 */
import { createAccounts } from './accounts.ts';
import { createChallenges } from './challenge.ts';
import { createFactors, type Factors } from './factors.ts';
import { createFirstFactor, type FirstFactor } from './firstFactor.ts';
import { createGuard } from './guard.ts';
import { createKeyring } from './keyring.ts';
import { createLinks } from './links.ts';
import type { SignInGround, SignInParts } from './parts.ts';
import { createPasskeys } from './passkeys.ts';
import { createPasswords } from './password.ts';
import { createPasswordLinks, type PasswordLinks } from './passwordLinks.ts';
import { createRoles, type Roles } from './roles.ts';
import { createSecondFactor, type SecondFactor } from './secondFactor.ts';
import { createSessions, type Sessions } from './sessions.ts';

/** What the doors ask. */
export interface SignIn {
  readonly first: FirstFactor;
  readonly second: SecondFactor;
  readonly factors: Factors;
  readonly passwordLinks: PasswordLinks;
  readonly roles: Roles;
  readonly sessions: Pick<Sessions, 'find' | 'end' | 'of'>;
}

export function createSignIn(ground: SignInGround): SignIn {
  const keyring = createKeyring(ground);
  const parts: SignInParts = {
    ...ground,
    keyring,
    accounts: createAccounts(ground.store),
    sessions: createSessions({ ...ground, keyring }),
    links: createLinks({ ...ground, keyring }),
    passwords: createPasswords(ground.random),
    passkeys: createPasskeys({ ...ground, challenges: createChallenges({ ...ground, keyring }) }),
    guard: createGuard(ground.clock, ground.log),
  };
  return {
    first: createFirstFactor(parts),
    second: createSecondFactor(parts),
    factors: createFactors(parts),
    passwordLinks: createPasswordLinks(parts),
    roles: createRoles(parts),
    sessions: parts.sessions,
  };
}
