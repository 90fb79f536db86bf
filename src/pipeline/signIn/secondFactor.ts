/** What a session waits for whose stage is `secondFactor`. A passkey, the other way on, is a sign-in of its own. */
import type { Account } from './accounts.ts';
import { refused, type SignInOutcome } from './outcome.ts';
import type { SignInParts } from './parts.ts';
import { recoveryHashes, withoutCode } from './recoveryCodes.ts';
import type { Session } from './sessions.ts';
import { acceptedStep } from './totp.ts';

export interface SecondFactor {
  byTotp(session: Session, code: string): Promise<SignInOutcome>;
  byRecoveryCode(session: Session, code: string): Promise<SignInOutcome>;
}

/** What the key of an authenticator app is sealed for. */
export const totpPurpose = 'totp key';

export function createSecondFactor(parts: SignInParts): SecondFactor {
  const { clock, keyring, accounts, sessions, guard } = parts;

  /** Uses up what was typed, by one write that only one process can make. */
  function attempt(session: Session, use: (account: Account) => Promise<Account | undefined>): Promise<SignInOutcome> {
    const { personId } = session;
    if (personId === undefined || session.stage !== 'secondFactor') return Promise.resolve(refused('gone'));
    return guard.attempt(`second factor ${personId}`, session.address, async () => {
      const before = await accounts.read(personId);
      const after = await use(before);
      if (after === undefined) return undefined;
      const written = await accounts.change(personId, (account) =>
        JSON.stringify(account) === JSON.stringify(before) ? { account: after } : undefined,
      );
      const token = written === undefined ? undefined : await sessions.complete(session);
      return token === undefined ? undefined : { kind: 'signedIn' as const, token, stage: 'complete' as const };
    });
  }

  return {
    byTotp: (session, code) =>
      attempt(session, async (account) => {
        const { totp } = account;
        const key = totp === undefined ? undefined : await keyring.open(totpPurpose, totp.key);
        if (totp === undefined || key === undefined) return undefined;
        const lastStep = acceptedStep(Buffer.from(key, 'base64'), code, clock.now(), totp.lastStep);
        return lastStep === undefined ? undefined : { ...account, totp: { ...totp, lastStep } };
      }),
    byRecoveryCode: (session, code) =>
      attempt(session, async (account) => withoutCode(account, await recoveryHashes(keyring, code))),
  };
}
