import { addressDomain } from '../address.ts';
import type { AuthenticationVerdict, Tier } from '../message.ts';

export interface TierQuestion {
  readonly verdict: AuthenticationVerdict;
  readonly internalSubmission: boolean;
  /** Address of the From header. */
  readonly fromAddress: string;
  readonly isOwnDomain: boolean;
  readonly isKnownCorrespondent: boolean;
}

/** Law L7. What claims to be of the own organisation and can't show it is trusted least of all. */
export function judgeTier(question: TierQuestion): Tier {
  const authenticated = isAuthenticated(question.verdict, addressDomain(question.fromAddress));
  if (question.isOwnDomain) {
    return authenticated || question.internalSubmission ? 'ownOrganisation' : 'unauthenticated';
  }
  if (!authenticated) return 'unauthenticated';
  return question.isKnownCorrespondent ? 'knownCorrespondent' : 'authenticatedStranger';
}

/** DMARC's word where there is one (rfc7489#3.1); else a DKIM or SPF pass for the From domain itself or one around it. */
function isAuthenticated(verdict: AuthenticationVerdict, from: string): boolean {
  if (from === '' || verdict.dmarc === 'fail') return false;
  // A pass for another From than the one read here says nothing of this one.
  if (verdict.dmarc === 'pass' && verdict.dmarcFrom === undefined) return true;
  if (verdict.dmarc === 'pass') return verdict.dmarcFrom === from;
  return (verdict.passedDomains ?? []).some((domain) => isAligned(domain, from));
}

/** Relaxed alignment without a public suffix list: one is the other, or below it, and has two labels at least. */
function isAligned(passed: string, from: string): boolean {
  if (!passed.includes('.')) return false;
  return passed === from || from.endsWith(`.${passed}`) || passed.endsWith(`.${from}`);
}
