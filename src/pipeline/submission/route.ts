import type { RequestStatus } from '../../calendar/scheduling/requestStatus.ts';
import { decideForwarding } from '../../directory/forwarding.ts';
import { outboundConnectorFor, resolveRecipient } from '../../directory/recipients.ts';
import type { Directory, OutboundConnector, Person } from '../../directory/types.ts';
import { addressDomain, localPart } from '../../mail/address.ts';
import type { Refusal } from '../../mail/refusal.ts';

/** Where a hub-originated message for one address goes. */
export type Route =
  /** A person here: her hub mailbox, her home mailbox by forwarding, or both. */
  | {
      readonly kind: 'person';
      readonly person: Person;
      readonly keep: boolean;
      readonly home?: { readonly address: string; readonly connector: OutboundConnector };
      readonly refused?: Refusal;
    }
  /** Of our domain but no person here: the home knows (InternalRelay, law L3). */
  | { readonly kind: 'home'; readonly address: string; readonly connector: OutboundConnector }
  | { readonly kind: 'outside'; readonly address: string; readonly connector: OutboundConnector }
  | { readonly kind: 'nowhere'; readonly why: string; readonly status: RequestStatus };

/** @param ruleConnector name that a RouteMessageOutboundConnector action gave */
export function routeHubMail(directory: Directory, address: string, ruleConnector?: string): Route {
  const resolved = resolveRecipient(directory, address);
  switch (resolved.kind) {
    case 'person':
      return routeToPerson(directory, resolved.person, ruleConnector);
    case 'answers':
      return { kind: 'nowhere', why: 'the answers address takes copies from the home only', status: '3.7' };
    case 'unknown': {
      if (resolved.domain.type === 'Authoritative')
        return { kind: 'nowhere', why: `no such person: ${address}`, status: '3.7' };
      const home = homeAddress(directory, address);
      const connector = outboundConnectorFor(directory, home, ruleConnector);
      return connector ? { kind: 'home', address: home, connector } : noConnector(home);
    }
    case 'foreign': {
      const connector = outboundConnectorFor(directory, address, ruleConnector);
      return connector ? { kind: 'outside', address, connector } : noConnector(address);
    }
  }
}

function routeToPerson(directory: Directory, person: Person, ruleConnector?: string): Route {
  // Nobody reads a room's mail: what concerns it stands on its calendar.
  if (person.resource) return { kind: 'person', person, keep: false };
  const forwarding = decideForwarding(directory, person);
  switch (forwarding.kind) {
    case 'none':
      return { kind: 'person', person, keep: true };
    case 'refused':
      return { kind: 'person', person, keep: true, refused: forwarding.refusal };
    case 'forward': {
      const connector = outboundConnectorFor(directory, forwarding.to, ruleConnector);
      if (!connector) return noConnector(forwarding.to);
      return { kind: 'person', person, keep: forwarding.keepInMailbox, home: { address: forwarding.to, connector } };
    }
  }
}

function noConnector(address: string): Route {
  return { kind: 'nowhere', why: `no outbound connector serves ${addressDomain(address)}`, status: '5.1' };
}

/** The home answers for its people at the return domain too, and mail there has a route. */
function homeAddress(directory: Directory, address: string): string {
  const { returnDomain } = directory.bridge;
  return returnDomain === '' ? address : `${localPart(address)}@${returnDomain}`;
}

/** The address an origin header is bound to: what the person is called here, whichever alias the home used. */
export function canonicalAddress(directory: Directory, address: string): string {
  const resolved = resolveRecipient(directory, address);
  if (resolved.kind === 'person') return resolved.person.address;
  const { returnDomain } = directory.bridge;
  return returnDomain !== '' && addressDomain(address) === returnDomain
    ? `${localPart(address)}@${directory.domain}`
    : address.toLowerCase();
}
