import { addressDomain } from '../mail/address.ts';
import { type Refusal, refuse } from '../mail/refusal.ts';
import { addressesOf, isAcceptedDomain } from './recipients.ts';
import type { Directory, Person } from './types.ts';

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
  if (!internal && !mayForwardOutside(directory, person)) return { kind: 'refused', refusal: forwardingRefused };
  return { kind: 'forward', to, keepInMailbox: forwarding.deliverToMailboxAndForward };
}

function mayForwardOutside({ outboundSpamPolicy }: Directory, person: Person): boolean {
  const { autoForwardingMode, from } = outboundSpamPolicy;
  if (autoForwardingMode !== 'On') return false;
  const own = addressesOf(person);
  return from.length === 0 || from.some((address) => own.includes(address.toLowerCase()));
}

const forwardingRefused = refuse(
  550,
  '5.7.520',
  'Access denied, Your organization does not allow external forwarding. Please contact your administrator for further assistance. AS(7555)',
);
