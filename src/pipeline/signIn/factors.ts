/** What a person sets up to sign in with: password, authenticator app, recovery codes, passkeys. */
import type { Person } from '../../directory/types.ts';
import type { Write } from '../../store/contract.ts';
import { base32Groups } from '../base32.ts';
import type { Account } from './accounts.ts';
import { hasSecondFactor } from './enter.ts';
import { type Refused, refused } from './outcome.ts';
import type { SignInParts } from './parts.ts';
import {
  mostPasskeys,
  type Passkey,
  type Passkeys,
  type RegistrationResponseJSON,
  type RelyingParty,
} from './passkeys.ts';
import { passwordProblem } from './password.ts';
import { newRecoveryCodes } from './recoveryCodes.ts';
import { totpPurpose } from './secondFactor.ts';
import type { Session } from './sessions.ts';
import { acceptedStep, totpKeyOctets, totpUri } from './totp.ts';

/** Her session goes on under a new token; new recovery codes where she had none. */
export interface Enrolled {
  readonly kind: 'enrolled';
  readonly token: string;
  readonly recoveryCodes: readonly string[];
}

export interface Overview {
  readonly password: boolean;
  readonly totp: boolean;
  readonly recoveryCodes: number;
  readonly passkeys: readonly Passkey[];
  /** Whether the organisation asks a second factor of her. */
  readonly mfaRequired: boolean;
}

export interface Factors {
  overview(person: Person): Promise<Overview>;
  /** @param current asked for where she has a password */
  setPassword(
    person: Person,
    session: Session,
    current: string,
    password: string,
  ): Promise<{ kind: 'set'; token: string } | Refused>;
  /** A key for an authenticator app, base32; it counts from its first code on. */
  beginTotp(person: Person): Promise<{ readonly key: string; readonly uri: string }>;
  confirmTotp(person: Person, session: Session, code: string): Promise<Enrolled | Refused>;
  removeTotp(person: Person): Promise<{ kind: 'removed' } | Refused>;
  newRecoveryCodes(person: Person): Promise<{ kind: 'made'; recoveryCodes: readonly string[] } | Refused>;
  passkeyOptions: Passkeys['registrationOptions'];
  addPasskey(
    rp: RelyingParty,
    person: Person,
    session: Session,
    name: string,
    response: RegistrationResponseJSON,
  ): Promise<Enrolled | Refused>;
  removePasskey(person: Person, id: string): Promise<{ kind: 'removed' } | Refused>;
}

/** A key that was shown must be confirmed within this, milliseconds. */
const pendingLifetime = 30 * 60_000;

export function createFactors(parts: SignInParts): Factors {
  const { store, clock, random, keyring, accounts, sessions, passkeys, passwords, guard } = parts;

  function isRequired({ role }: Account): boolean {
    return parts.directory().signIn.mfa === 'all' || role !== 'person';
  }

  /** The factor, codes to get in without it, and the end of all her other sessions, in one unit. */
  async function enrol(
    person: Person,
    session: Session,
    decide: (account: Account) => Account | undefined,
    more: readonly Write[] = [],
  ): Promise<Enrolled | Refused> {
    const made = await newRecoveryCodes(random, keyring);
    const others = await sessions.endings(person.id, session.id);
    let first = false;
    const written = await accounts.change(person.id, (account) => {
      const changed = decide(account);
      if (changed === undefined) return undefined;
      first = changed.recoveryCodes.length === 0;
      const recoveryCodes = first ? made.hashes : changed.recoveryCodes;
      return { account: { ...changed, recoveryCodes }, writes: [...more, ...others] };
    });
    if (written === undefined) return refused('wrong-credentials');
    const token = await sessions.complete(session);
    if (token === undefined) return refused('gone');
    return { kind: 'enrolled', token, recoveryCodes: first ? made.codes : [] };
  }

  return {
    async overview(person) {
      const account = await accounts.read(person.id);
      return {
        password: account.password !== undefined,
        totp: account.totp !== undefined,
        recoveryCodes: account.recoveryCodes.length,
        passkeys: await passkeys.of(person.id),
        mfaRequired: isRequired(account),
      };
    },
    async setPassword(person, session, current, password) {
      const wrong = passwordProblem(password, person.address);
      if (wrong !== undefined) return refused(`password-${wrong}` as const);
      const kept = (await accounts.read(person.id)).password;
      if (kept !== undefined) {
        const right = await guard.attempt(person.id, session.address, async () =>
          (await passwords.check(current, kept.hash)).kind === 'right' ? ({ kind: 'right' } as const) : undefined,
        );
        if (right.kind === 'refused') return right;
      }
      const hash = await passwords.hash(password);
      const others = await sessions.endings(person.id, session.id);
      await accounts.change(person.id, (account) => ({
        account: { ...account, password: { hash, changedAt: clock.now() } },
        writes: others,
      }));
      const token = await sessions.complete(session);
      return token === undefined ? refused('gone') : { kind: 'set', token };
    },
    async beginTotp(person) {
      const octets = random.bytes(totpKeyOctets);
      const sealed = await keyring.seal(totpPurpose, octets.toString('base64'));
      await accounts.change(person.id, (account) => ({
        account: { ...account, pendingTotp: { key: sealed, at: clock.now() } },
      }));
      const key = base32Groups(octets);
      const issuer = parts.directory().organisation || 'Passerelle';
      return { key, uri: totpUri(key.replaceAll('-', ''), person.address, issuer) };
    },
    async confirmTotp(person, session, code) {
      const { pendingTotp } = await accounts.read(person.id);
      if (pendingTotp === undefined || pendingTotp.at + pendingLifetime <= clock.now())
        return refused('nothing-pending');
      const key = await keyring.open(totpPurpose, pendingTotp.key);
      const lastStep = key === undefined ? undefined : acceptedStep(Buffer.from(key, 'base64'), code, clock.now(), 0);
      if (lastStep === undefined) return refused('wrong-credentials');
      return enrol(person, session, ({ pendingTotp: pending, ...account }) =>
        pending?.key === pendingTotp.key
          ? { ...account, totp: { key: pendingTotp.key, since: clock.now(), lastStep } }
          : undefined,
      );
    },
    async removeTotp(person) {
      const others = await passkeys.of(person.id);
      const account = await accounts.read(person.id);
      if (isRequired(account) && others.length === 0) return refused('second-factor-required');
      await accounts.change(person.id, ({ totp: _, ...rest }) => ({
        account: others.length === 0 ? { ...rest, recoveryCodes: [] } : rest,
      }));
      return { kind: 'removed' };
    },
    async newRecoveryCodes(person) {
      const known = await passkeys.of(person.id);
      const made = await newRecoveryCodes(random, keyring);
      const written = await accounts.change(person.id, (account) =>
        hasSecondFactor(account, known) ? { account: { ...account, recoveryCodes: made.hashes } } : undefined,
      );
      return written === undefined ? refused('nothing-pending') : { kind: 'made', recoveryCodes: made.codes };
    },
    passkeyOptions: passkeys.registrationOptions,
    async addPasskey(rp, person, session, name, response) {
      if ((await passkeys.of(person.id)).length >= mostPasskeys) return refused('too-many');
      const writes = await passkeys.register(rp, person, session.id, name, response);
      if (writes === undefined) return refused('wrong-credentials');
      return enrol(person, session, (account) => account, writes);
    },
    async removePasskey(person, id) {
      const known = await passkeys.of(person.id);
      if (!known.some((passkey) => passkey.id === id)) return refused('gone');
      const account = await accounts.read(person.id);
      const last = known.length === 1 && account.totp === undefined;
      if (last && isRequired(account)) return refused('second-factor-required');
      const removal: Write = { type: 'deleteSignIn', kind: 'passkey', id };
      if (!last) await store.commit([removal]);
      else await accounts.change(person.id, (rest) => ({ account: { ...rest, recoveryCodes: [] }, writes: [removal] }));
      return { kind: 'removed' };
    },
  };
}
