/** Passkeys (W3C Web Authentication): discoverable, and with user verification, so that one of them is two factors. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Person } from '../../directory/types.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { SignInRecord, Store, Write } from '../../store/contract.ts';
import type { Challenges } from './challenge.ts';

export type { AuthenticationResponseJSON, RegistrationResponseJSON };

/** Where the browser is: a passkey belongs to one host name. */
export interface RelyingParty {
  /** Host name. */
  readonly id: string;
  /** Scheme, host and port. */
  readonly origin: string;
}

export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly usedAt?: number;
}

interface Body extends Omit<Passkey, 'id'> {
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly rpId: string;
}

export interface Passkeys {
  of(personId: string): Promise<readonly Passkey[]>;
  registrationOptions(
    rp: RelyingParty,
    person: Person,
    session: string,
  ): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** What to write to keep the new passkey; undefined when it proves nothing. */
  register(
    rp: RelyingParty,
    person: Person,
    session: string,
    name: string,
    response: RegistrationResponseJSON,
  ): Promise<readonly Write[] | undefined>;
  signInOptions(rp: RelyingParty): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** Whose it is; each answer is good once. */
  signIn(rp: RelyingParty, response: AuthenticationResponseJSON): Promise<string | undefined>;
}

/** Loaded when the first passkey is used: it takes most of a second and 40 MB. */
const webAuthn = () => import('@simplewebauthn/server');
/** Passkeys of one person. */
export const mostPasskeys = 20;
const signInPurpose = 'passkey-sign-in';
const timeout = 5 * 60_000;
/** EdDSA, ES256, RS256 (rfc9053, rfc8812): what authenticators have. */
const algorithms = [-8, -7, -257];
type Transport = 'ble' | 'cable' | 'hybrid' | 'internal' | 'nfc' | 'smart-card' | 'usb';

export function createPasskeys(parts: { store: Store; clock: Clock; log: Log; challenges: Challenges }): Passkeys {
  const { store, clock, log, challenges } = parts;
  const registrationPurpose = (session: string) => `passkey-registration ${session}`;
  const recordsOf = (personId: string) => store.reads.signInRecords('passkey', personId);

  return {
    async of(personId) {
      return (await recordsOf(personId)).map(({ id, body }) => {
        const { name, createdAt, usedAt } = body as Body;
        return { id, name, createdAt, ...(usedAt === undefined ? {} : { usedAt }) };
      });
    },
    async registrationOptions(rp, person, session) {
      const known = (await recordsOf(person.id)).filter(({ body }) => (body as Body).rpId === rp.id);
      const { generateRegistrationOptions } = await webAuthn();
      return generateRegistrationOptions({
        rpName: 'Passerelle',
        rpID: rp.id,
        userName: person.address,
        userID: new Uint8Array(Buffer.from(person.id)),
        userDisplayName: person.name,
        challenge: await challenges.make(registrationPurpose(session)),
        timeout,
        excludeCredentials: known.map(({ id, body }) => ({ id, transports: (body as Body).transports as Transport[] })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        supportedAlgorithmIDs: algorithms,
      });
    },
    async register(rp, person, session, name, response) {
      const { verifyRegistrationResponse } = await webAuthn();
      let answered = '';
      try {
        const { verified, registrationInfo } = await verifyRegistrationResponse({
          response,
          expectedOrigin: rp.origin,
          expectedRPID: rp.id,
          requireUserVerification: true,
          supportedAlgorithmIDs: algorithms,
          expectedChallenge: (challenge) => {
            answered = challenge;
            return challenges.isOurs(registrationPurpose(session), challenge);
          },
        });
        if (!verified) return undefined;
        const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
        const body: Body = {
          ...{ name, createdAt: clock.now(), rpId: rp.id, counter, transports },
          publicKey: Buffer.from(publicKey).toString('base64url'),
        };
        const record: SignInRecord = { kind: 'passkey', id, personId: person.id, version: 0, body };
        return [challenges.spending(answered), { type: 'putSignIn', record, expect: 0 }];
      } catch (fault) {
        // The library throws what the authenticator's answer lacks: an expected no.
        log.info({ why: reasonOf(fault) }, 'passkey not registered');
        return undefined;
      }
    },
    async signInOptions(rp) {
      const { generateAuthenticationOptions } = await webAuthn();
      const challenge = await challenges.make(signInPurpose);
      return generateAuthenticationOptions({ rpID: rp.id, challenge, userVerification: 'required', timeout });
    },
    async signIn(rp, response) {
      const record = await store.reads.signInRecord('passkey', response.id);
      if (record === undefined) return undefined;
      const { publicKey, counter, transports, ...rest } = record.body as Body;
      const { verifyAuthenticationResponse } = await webAuthn();
      let answered = '';
      let newCounter: number;
      try {
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          response,
          expectedOrigin: rp.origin,
          expectedRPID: rp.id,
          requireUserVerification: true,
          expectedChallenge: (challenge) => {
            answered = challenge;
            return challenges.isOurs(signInPurpose, challenge);
          },
          credential: {
            id: record.id,
            publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
            counter,
            transports: transports as Transport[],
          },
        });
        if (!verified) return undefined;
        newCounter = authenticationInfo.newCounter;
      } catch (fault) {
        log.info({ why: reasonOf(fault) }, 'passkey not accepted');
        return undefined;
      }
      const body: Body = { ...rest, publicKey, transports, counter: newCounter, usedAt: clock.now() };
      const outcome = await store.commit([
        challenges.spending(answered),
        { type: 'putSignIn', record: { ...record, body }, expect: record.version },
      ]);
      return outcome === 'committed' ? record.personId : undefined;
    },
  };
}

/** One line; what a library says of an answer names no secret. */
function reasonOf(fault: unknown): string {
  return (fault instanceof Error ? fault.message : String(fault)).slice(0, 200);
}
