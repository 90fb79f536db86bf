import type { Directory, OpenIdSettings, Person } from '../../directory/types.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { OpenIdProvider } from '../../platform/openIdProvider.ts';
import type { Random } from '../../platform/random.ts';
import type { Store, Write } from '../../store/contract.ts';
import type { Accounts } from './accounts.ts';
import type { Guard } from './guard.ts';
import type { Keyring } from './keyring.ts';
import type { Links } from './links.ts';
import type { Passkeys } from './passkeys.ts';
import type { Passwords } from './password.ts';
import type { Sessions } from './sessions.ts';

/** What the sign-in stands on; from the composition root. */
export interface SignInGround {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  directory(): Directory;
  openId(settings: OpenIdSettings): OpenIdProvider;
  /** Sends a link to her home mailbox in one unit with `writes`. False: there is no way to her. */
  mailLink(person: Person, url: string, writes: readonly Write[]): Promise<boolean>;
}

/** And what its files share. */
export interface SignInParts extends SignInGround {
  readonly keyring: Keyring;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly links: Links;
  readonly passwords: Passwords;
  readonly passkeys: Passkeys;
  readonly guard: Guard;
}
