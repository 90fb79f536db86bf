/**
 * How far a sign-in has come. Pure: who she is, what she proved, what the organisation
 * asks for. A session that is not `complete` opens nothing but the way on.
 */

/** `helpdesk` reads the trace and statuses of everybody and changes nothing of theirs. */
export type Role = 'administrator' | 'helpdesk' | 'person';

/** What was proved first. A link was handed out by an administrator; a passkey proves device and person. */
export type Method = 'link' | 'password' | 'passkey' | 'identityProvider';

export type Stage =
  | 'complete'
  /** The second factor she has is still to come. */
  | 'secondFactor'
  /** She must have a second factor and has none: nothing is open but to set one up. */
  | 'enrolment';

/** Whom a second factor is asked of: administrators and helpdesk, or everybody. */
export type MfaPolicy = 'administrators' | 'all';

export interface Proof {
  readonly role: Role;
  readonly method: Method;
  /** Whether the identity provider said that it asked for several factors (rfc8176, `mfa`). */
  readonly severalFactors: boolean;
  /** Whether she has an authenticator app or a passkey here. */
  readonly enrolled: boolean;
  readonly policy: MfaPolicy;
}

export function stageOf({ role, method, severalFactors, enrolled, policy }: Proof): Stage {
  switch (method) {
    case 'link':
    case 'passkey':
      return 'complete';
    case 'password':
    case 'identityProvider':
      if (severalFactors) return 'complete';
      // Whoever set one up wants to be asked, policy or not.
      if (enrolled) return 'secondFactor';
      return policy === 'all' || role !== 'person' ? 'enrolment' : 'complete';
  }
}

const ranks: Readonly<Record<Role, number>> = { person: 0, helpdesk: 1, administrator: 2 };

/** Whether somebody in this role may do what asks for another. */
export function reaches(role: Role, needed: Role): boolean {
  return ranks[role] >= ranks[needed];
}
