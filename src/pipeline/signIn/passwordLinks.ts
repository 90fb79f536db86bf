/** Links by which people choose a password: mailed to the home mailbox, or handed out by an administrator. */
import { mayUseConsole, personById, resolveRecipient } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import { addressKey, plainAddress } from '../../platform/remoteAddress.ts';
import { enter } from './enter.ts';
import { refused, type SignInOutcome } from './outcome.ts';
import type { SignInParts } from './parts.ts';
import { passwordProblem } from './password.ts';
import type { Whence } from './sessions.ts';
import { addressPolicy, createThrottle, mailPolicy } from './throttle.ts';

export interface PasswordLinks {
  /** Whoever may ask for one of an address: nothing is told of whether it is sent, or takes as long as sending. */
  request(address: string, consoleUrl: string, whence: Whence): void;
  /** For an administrator to hand on. */
  make(person: Person, consoleUrl: string): Promise<string>;
  /** Sent home at once. False: there is no way to her. */
  mail(person: Person, consoleUrl: string): Promise<boolean>;
  /** Sets the password a link stands for, and signs in by it. */
  redeem(token: string, password: string, whence: Whence): Promise<SignInOutcome>;
}

export function createPasswordLinks(parts: SignInParts): PasswordLinks {
  const { clock, log, links, accounts, sessions, passwords, mailLink } = parts;
  const people = createThrottle(clock, mailPolicy);
  const addresses = createThrottle(clock, addressPolicy);
  // The fragment never reaches a server's log.
  const urlOf = (consoleUrl: string, token: string) => `${consoleUrl}/sign-in#password=${token}`;

  async function mail(person: Person, consoleUrl: string): Promise<boolean> {
    const { token, write } = await links.make({ purpose: 'setPassword', personId: person.id });
    return mailLink(person, urlOf(consoleUrl, token), [write]);
  }

  return {
    request(address, consoleUrl, whence) {
      const asker = addressKey(plainAddress(whence.address) ?? '');
      const resolved = resolveRecipient(parts.directory(), address);
      const person = resolved.kind === 'person' ? resolved.person : undefined;
      if (addresses.wait(asker) > 0) return;
      addresses.count(asker);
      if (person === undefined || !mayUseConsole(parts.directory(), person) || people.wait(person.id) > 0) return;
      people.count(person.id);
      mail(person, consoleUrl).catch((fault: unknown) =>
        log.error({ fault: String(fault) }, 'link to set a password not sent'),
      );
    },
    async make(person, consoleUrl) {
      const { token, write } = await links.make({ purpose: 'setPassword', personId: person.id });
      await parts.store.commit([write]);
      return urlOf(consoleUrl, token);
    },
    mail,
    async redeem(token, password, whence) {
      const looked = await links.look(token);
      const person = looked?.personId === undefined ? undefined : personById(parts.directory(), looked.personId);
      if (looked?.purpose !== 'setPassword' || person === undefined || !mayUseConsole(parts.directory(), person)) {
        return refused('link-used-up');
      }
      // A password that will not do leaves the link good.
      const wrong = passwordProblem(password, person.address);
      if (wrong !== undefined) return refused(`password-${wrong}` as const);
      const hash = await passwords.hash(password);
      if ((await links.redeem(token)) === undefined) return refused('link-used-up');
      const others = await sessions.endings(person.id);
      await accounts.change(person.id, (account) => ({
        account: { ...account, password: { hash, changedAt: clock.now() } },
        writes: others,
      }));
      return enter(parts, person, { method: 'password', whence });
    },
  };
}
