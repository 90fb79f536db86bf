import { addressDomain } from '../mail/address.ts';
import { type Refusal, refuse } from '../mail/refusal.ts';
import { autoForwardingModeFor } from './outboundSpamFilter.ts';
import { isAcceptedDomain } from './recipients.ts';
import type { Directory, Person, RemoteDomain } from './types.ts';

export type ForwardingDecision =
  | { readonly kind: 'none' }
  | { readonly kind: 'forward'; readonly to: string; readonly keepInMailbox: boolean }
  /** Goes to the sender of what would have been forwarded. */
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Whether a person's mailbox forwarding may leave: to an accepted domain always; to any
 * other, the return domain too, only as the outbound spam policy says. Automatic means
 * Off, as it has for all organisations since Microsoft changed it.
 */
export function decideForwarding(directory: Directory, person: Person): ForwardingDecision {
  const { forwarding } = person;
  if (forwarding === undefined) return { kind: 'none' };
  const to = forwarding.forwardingSmtpAddress;
  const internal = isAcceptedDomain(directory, addressDomain(to));
  if (!internal && !mayForwardOutside(directory, person, to)) return { kind: 'refused', refusal: forwardingRefused };
  return { kind: 'forward', to, keepInMailbox: forwarding.deliverToMailboxAndForward };
}

/** The policy has to say On, and the remote domain must not say no: the stricter of the two holds. */
function mayForwardOutside(directory: Directory, person: Person, to: string): boolean {
  if (autoForwardingModeFor(directory, person) !== 'On') return false;
  return remoteDomainFor(directory, addressDomain(to))?.autoForwardEnabled ?? true;
}

/** The most specific one: the name itself, the longest `*.d`, then `*`. */
function remoteDomainFor({ remoteDomains = [] }: Directory, domain: string): RemoteDomain | undefined {
  const found = remoteDomains.filter(({ domainName }) => covers(domainName.toLowerCase(), domain));
  return found.sort((one, other) => rank(other.domainName) - rank(one.domainName))[0];
}

function covers(pattern: string, domain: string): boolean {
  if (pattern === '*' || pattern === domain) return true;
  return pattern.startsWith('*.') && (domain === pattern.slice(2) || domain.endsWith(pattern.slice(1)));
}

function rank(domainName: string): number {
  if (domainName === '*') return 0;
  return domainName.startsWith('*.') ? domainName.length : Number.MAX_SAFE_INTEGER;
}

const forwardingRefused = refuse(
  550,
  '5.7.520',
  'Access denied, Your organization does not allow external forwarding. Please contact your administrator for further assistance. AS(7555)',
);
