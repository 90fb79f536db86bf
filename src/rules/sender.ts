import { addressDomain } from '../mail/address.ts';
import type { MessageFacts, TransportRule } from './types.ts';

/** The addresses that SenderAddressLocation tells a rule to take for the sender's, lower-cased; none for a null sender. */
export function senderAddresses(
  facts: MessageFacts,
  location: TransportRule['senderAddressLocation'],
): readonly string[] {
  const header = facts.headerFrom.toLowerCase();
  const envelope = facts.envelopeSender.toLowerCase();
  switch (location) {
    case 'Header':
      return header === '' ? [] : [header];
    case 'Envelope':
      return envelope === '' ? [] : [envelope];
    case 'HeaderOrEnvelope':
      return [header, envelope].filter((address) => address !== '');
  }
}

/** Whether the address is of one of the domains or of a subdomain of one; all lower-cased. */
export function isOfDomain(address: string, domains: readonly string[]): boolean {
  const domain = addressDomain(address);
  return domains.some((wanted) => domain === wanted || domain.endsWith(`.${wanted}`));
}
