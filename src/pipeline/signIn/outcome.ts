/** What becomes of a sign-in. Refusals are values; their codes are stable, the doors say what they mean on the wire. */
import type { Stage } from './stage.ts';

export type SignInOutcome = SignedIn | Refused;

export interface SignedIn {
  readonly kind: 'signedIn';
  /** The session's token, for its cookie and for nothing else. */
  readonly token: string;
  readonly stage: Stage;
}

export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  /** Seconds until a further try is looked at. */
  readonly retryAfter?: number;
}

export type RefusalCode =
  /** Address or password, code or passkey: which of them is not told. */
  | 'wrong-credentials'
  | 'slow-down'
  | 'busy'
  | 'link-used-up'
  /** The identity provider did not vouch for anybody. */
  | 'provider-failed'
  /** It did, but for nobody who may use the console here. */
  | 'not-known-here'
  /** It means somebody else by this address than before. */
  | 'identity-changed'
  | 'no-identity-provider'
  | 'password-too-short'
  | 'password-too-long'
  | 'password-too-simple'
  /** The organisation asks for a second factor: the last one can't be removed. */
  | 'second-factor-required'
  | 'nothing-pending'
  | 'too-many'
  | 'gone';

export function refused(code: RefusalCode): Refused {
  return { kind: 'refused', code };
}
