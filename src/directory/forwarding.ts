import { addressDomain } from '../mail/address.ts';
import { type Refusal, refuse } from '../mail/refusal.ts';
import { acceptedDomainOf } from './recipients.ts';
import type { Directory, OutboundSpamPolicy, Person } from './types.ts';

export type Forwarding =
  | { readonly kind: 'none' }
  | { readonly kind: 'forward'; readonly to: string; readonly keepInMailbox: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Mailbox forwarding (Set-Mailbox) under the outbound spam policy: forwarding inside the organisation is always allowed. */
export function decideForwarding(directory: Directory, person: Person): Forwarding {
  const { forwarding } = person;
  if (!forwarding) return { kind: 'none' };
  const to = forwarding.forwardingSmtpAddress;
  const external = acceptedDomainOf(directory, addressDomain(to)) === undefined;
  if (external && !mayForward(directory.outboundSpamPolicy, person)) {
    const text =
      'Access denied, Your organization does not allow external forwarding. ' +
      'Please contact your administrator for further assistance. AS(7555)';
    return { kind: 'refused', refusal: refuse(550, '5.7.520', text) };
  }
  return { kind: 'forward', to, keepInMailbox: forwarding.deliverToMailboxAndForward };
}

/** Automatic means Off, for all organisations by now. */
function mayForward({ autoForwardingMode, from }: OutboundSpamPolicy, person: Person): boolean {
  if (autoForwardingMode !== 'On') return false;
  return from.length === 0 || from.includes(person.address);
}
