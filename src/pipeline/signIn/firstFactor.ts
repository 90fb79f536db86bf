/** The ways in: password, passkey, the organisation's identity provider. (A link's is `Credentials.redeem`.) */
import { mayUseConsole, personById, resolveRecipient } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { OpenIdFlow } from '../../platform/openIdProvider.ts';
import { enter } from './enter.ts';
import { type IdentityClaims, personMeant, saysSeveralFactors } from './identity.ts';
import { type Refused, refused, type SignInOutcome } from './outcome.ts';
import type { SignInParts } from './parts.ts';
import type { AuthenticationResponseJSON, Passkeys, RelyingParty } from './passkeys.ts';
import type { Whence } from './sessions.ts';

export interface FirstFactor {
  /** An address that nobody has is answered like a wrong password, and takes as long. */
  byPassword(address: string, password: string, whence: Whence): Promise<SignInOutcome>;
  passkeyOptions: Passkeys['signInOptions'];
  byPasskey(rp: RelyingParty, response: AuthenticationResponseJSON, whence: Whence): Promise<SignInOutcome>;
  /** Where to send the browser, and what it has to bring back, sealed. */
  beginIdentityProvider(redirectUri: string): Promise<{ kind: 'begun'; url: string; flow: string } | Refused>;
  byIdentityProvider(answer: URL, flow: string, whence: Whence): Promise<SignInOutcome>;
}

const flowPurpose = 'identity provider flow';
/** Until the browser has to be back, milliseconds. */
export const flowLifetime = 10 * 60_000;

export function createFirstFactor(parts: SignInParts): FirstFactor {
  const { clock, log, keyring, accounts, passwords, passkeys, guard, openId } = parts;

  function personOf(address: string): Person | undefined {
    const resolved = resolveRecipient(parts.directory(), address);
    return resolved.kind === 'person' && mayUseConsole(parts.directory(), resolved.person)
      ? resolved.person
      : undefined;
  }

  /** Binds her to whom the provider means the first time; afterwards it has to mean the same. */
  async function isSameIdentity(person: Person, { issuer, subject }: IdentityClaims): Promise<boolean> {
    const same = await accounts.change(person.id, (account) => {
      const bound = account.identity;
      // Another provider than before was named by the administrator, on purpose.
      if (bound?.issuer === issuer) return undefined;
      return { account: { ...account, identity: { issuer, subject } } };
    });
    const identity = (same ?? (await accounts.read(person.id))).identity;
    return identity?.issuer === issuer && identity.subject === subject;
  }

  return {
    async byPassword(address, password, whence) {
      const person = personOf(address);
      return guard.attempt(person?.id ?? address.toLowerCase(), whence.address, async () => {
        const kept = (await accounts.read(person?.id ?? '')).password;
        const check = await passwords.check(password, kept?.hash);
        if (check.kind === 'wrong' || person === undefined || kept === undefined) return undefined;
        if (check.outdated) {
          const hash = await passwords.hash(password);
          await accounts.change(person.id, (account) =>
            account.password?.hash === kept.hash ? { account: { ...account, password: { ...kept, hash } } } : undefined,
          );
        }
        return enter(parts, person, { method: 'password', whence });
      });
    },
    passkeyOptions: passkeys.signInOptions,
    async byPasskey(rp, response, whence) {
      // Nothing here can be guessed: only who floods us is slowed down, by her network address.
      return guard.attempt(`passkey from ${whence.address}`, whence.address, async () => {
        const personId = await passkeys.signIn(rp, response);
        const person = personId === undefined ? undefined : personById(parts.directory(), personId);
        if (person === undefined || !mayUseConsole(parts.directory(), person)) return undefined;
        return enter(parts, person, { method: 'passkey', whence });
      });
    },
    async beginIdentityProvider(redirectUri) {
      const settings = parts.directory().signIn.oidc;
      if (settings === undefined) return refused('no-identity-provider');
      try {
        const { url, flow } = await openId(settings).begin(redirectUri);
        const sealed = await keyring.seal(flowPurpose, JSON.stringify({ ...flow, at: clock.now(), redirectUri }));
        return { kind: 'begun', url, flow: sealed };
      } catch (fault) {
        log.warn({ issuer: settings.issuer, why: reasonOf(fault) }, 'identity provider not reached');
        return refused('provider-failed');
      }
    },
    async byIdentityProvider(answer, flow, whence) {
      const settings = parts.directory().signIn.oidc;
      if (settings === undefined) return refused('no-identity-provider');
      const opened = await keyring.open(flowPurpose, flow);
      const begun = opened === undefined ? undefined : (JSON.parse(opened) as Begun);
      if (begun === undefined || begun.at + flowLifetime <= clock.now()) return refused('provider-failed');
      let claims: IdentityClaims;
      try {
        const back = new URL(begun.redirectUri);
        back.search = answer.search;
        claims = claimsOf(await openId(settings).finish(back, begun));
      } catch (fault) {
        log.warn({ issuer: settings.issuer, why: reasonOf(fault) }, 'identity provider vouched for nobody');
        return refused('provider-failed');
      }
      const person = personMeant(parts.directory(), settings, claims);
      if (person === undefined) return refused('not-known-here');
      if (!(await isSameIdentity(person, claims))) return refused('identity-changed');
      return enter(parts, person, { method: 'identityProvider', severalFactors: saysSeveralFactors(claims), whence });
    },
  };
}

interface Begun extends OpenIdFlow {
  readonly at: number;
  readonly redirectUri: string;
}

function claimsOf(claims: Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string }) {
  const { iss: issuer, sub: subject, email, email_verified: emailVerified, preferred_username: name, amr } = claims;
  return {
    issuer,
    subject,
    ...(typeof email === 'string' ? { email } : {}),
    emailVerified: emailVerified === true,
    ...(typeof name === 'string' ? { preferredUsername: name } : {}),
    methods: Array.isArray(amr) ? amr.filter((method) => typeof method === 'string') : [],
  };
}

/** One line without what the provider sent: an error's code, else its message. */
function reasonOf(fault: unknown): string {
  const { code, message } = fault as { code?: unknown; message?: unknown };
  return `${typeof code === 'string' ? `${code}: ` : ''}${String(message)}`.slice(0, 200);
}
