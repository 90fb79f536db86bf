import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { addressKey, plainAddress } from '../../platform/remoteAddress.ts';
import { type Refused, refused } from './outcome.ts';
import { TooBusy } from './password.ts';
import { accountPolicy, addressPolicy, createThrottle } from './throttle.ts';

/** Judges tries at something that could be guessed, each slowed down by whose account and by whence it is tried. */
export interface Guard {
  /**
   * @param account whose; the same for an address that nobody has
   * @param judge what was tried; undefined is wrong
   */
  attempt<Right>(account: string, address: string, judge: () => Promise<Right | undefined>): Promise<Right | Refused>;
}

export function createGuard(clock: Clock, log: Log): Guard {
  const accounts = createThrottle(clock, accountPolicy);
  const addresses = createThrottle(clock, addressPolicy);
  return {
    async attempt(account, address, judge) {
      const whence = addressKey(plainAddress(address) ?? '');
      const wait = Math.max(accounts.wait(account), addresses.wait(whence));
      if (wait > 0) return { kind: 'refused', code: 'slow-down', retryAfter: Math.ceil(wait / 1000) };
      // Counted before it is judged: tries at once do not slip by.
      accounts.count(account);
      addresses.count(whence);
      try {
        const right = await judge();
        if (right === undefined) {
          log.warn({ remoteAddress: address }, 'console sign-in failed');
          return refused('wrong-credentials');
        }
        accounts.forgive(account);
        // One right password must not pay for guesses at others.
        addresses.takeBack(whence);
        return right;
      } catch (fault) {
        if (fault instanceof TooBusy) return refused('busy');
        throw fault;
      }
    },
  };
}
