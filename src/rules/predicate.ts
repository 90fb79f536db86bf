import type { MessageFacts, Predicate, TransportRule } from './types.ts';

export type PredicateOf<Type extends Predicate['type']> = Extract<Predicate, { type: Type }>;

/**
 * A predicate made ready for many messages: words and patterns are prepared once.
 * @param rule for its SenderAddressLocation
 */
export type CompilePredicate<Type extends Predicate['type']> = (
  predicate: PredicateOf<Type>,
  rule: Pick<TransportRule, 'senderAddressLocation'>,
) => (facts: MessageFacts) => boolean;

/** The sender addresses that a rule looks at (SenderAddressLocation). */
export function sendersOf(facts: MessageFacts, location: TransportRule['senderAddressLocation']): string[] {
  const { headerFrom, envelopeSender } = facts;
  switch (location) {
    case 'Header':
      return [headerFrom];
    case 'Envelope':
      return [envelopeSender.toLowerCase()];
    case 'HeaderOrEnvelope':
      return [headerFrom, envelopeSender.toLowerCase()];
  }
}

/** Whether a domain is one of the listed ones or below it. */
export function domainMatches(address: string, domains: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return domains.some((wanted) => domain === wanted || domain.endsWith(`.${wanted}`));
}
