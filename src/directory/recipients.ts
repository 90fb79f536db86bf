import { BlockList, isIP, isIPv6 } from 'node:net';
import { addressDomain, localPart, normaliseAddress, plusAddressBase } from '../mail/address.ts';
import type { Connection } from '../mail/envelope.ts';
import type { AcceptedDomain, Directory, InboundConnector, OutboundConnector, Person } from './types.ts';

/** Who an address is here. */
export type Resolved =
  | { readonly kind: 'person'; readonly person: Person; /** the address of hers that was meant, aliases kept, plus tag kept */ readonly invitedAs: string }
  | { readonly kind: 'answers' }
  | { readonly kind: 'unknown'; readonly domain: AcceptedDomain }
  | { readonly kind: 'foreign' };

/** Look-ups over one snapshot, made once for it: deciding on a message never walks the list of people. */
interface Index {
  readonly byAddress: ReadonlyMap<string, Person>;
  readonly byId: ReadonlyMap<string, Person>;
  readonly ranges: ReadonlyMap<InboundConnector, BlockList>;
}

const indexes = new WeakMap<Directory, Index>();

function indexOf(directory: Directory): Index {
  const known = indexes.get(directory);
  if (known) return known;
  const byAddress = new Map<string, Person>();
  for (const person of directory.people) {
    for (const address of addressesOf(person)) byAddress.set(address, person);
  }
  const index = {
    byAddress,
    byId: new Map(directory.people.map((person) => [person.id, person])),
    ranges: new Map(directory.inboundConnectors.map((c) => [c, rangesOf(c.senderIpAddresses)])),
  };
  indexes.set(directory, index);
  return index;
}

/** Every address a person is invited by, lower-cased, the primary one first. */
export function addressesOf(person: Person): string[] {
  return [person.address, ...person.aliases].map((address) => address.toLowerCase());
}

export function personById(directory: Directory, id: string): Person | undefined {
  return indexOf(directory).byId.get(id);
}

export function resolveRecipient(directory: Directory, given: string): Resolved {
  const address = normaliseAddress(given).toLowerCase();
  if (address !== '' && address === directory.bridge.answersAddress?.toLowerCase()) return { kind: 'answers' };
  const { byAddress } = indexOf(directory);
  const home = fromReturnDomain(directory, address);
  const person = byAddress.get(home) ?? byAddress.get(plusAddressBase(home));
  if (person?.enabled) return { kind: 'person', person, invitedAs: home };
  const domain = acceptedDomainOf(directory, addressDomain(home));
  return domain ? { kind: 'unknown', domain } : { kind: 'foreign' };
}

/** The invited address behind one at the return domain: the home maps `u@g.d` to `u@d`, and so do we. */
export function fromReturnDomain(directory: Directory, address: string): string {
  const { returnDomain } = directory.bridge;
  return returnDomain !== '' && addressDomain(address) === returnDomain.toLowerCase()
    ? `${localPart(address)}@${directory.domain}`
    : address;
}

export function acceptedDomainOf(directory: Directory, domain: string): AcceptedDomain | undefined {
  const name = domain.toLowerCase();
  return directory.acceptedDomains.find(
    (accepted) => accepted.name === name || (accepted.matchSubDomains && name.endsWith(`.${accepted.name}`)),
  );
}

/** Accepted, or the return domain. */
export function isOwnDomain(directory: Directory, domain: string): boolean {
  const name = domain.toLowerCase();
  if (name === '') return false;
  return name === directory.bridge.returnDomain.toLowerCase() || acceptedDomainOf(directory, name) !== undefined;
}

/** The enabled inbound connector that this peer came through: by address, certificate, or AUTH. */
export function inboundConnectorFor(directory: Directory, connection: Connection): InboundConnector | undefined {
  return directory.inboundConnectors.find(
    (connector) =>
      connector.enabled &&
      (inRanges(indexOf(directory).ranges.get(connector), connection.remoteAddress) ||
        connection.certificateNames.some((name) => matchesName(name, connector.tlsSenderCertificateName)) ||
        (connector.smtpAuthUser !== undefined && connector.smtpAuthUser === connection.authenticatedAs)),
  );
}

function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) continue;
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function inRanges(list: BlockList | undefined, address: string): boolean {
  return list !== undefined && isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** A wildcard stands for one label on either side (rfc6125#6.4.3). */
function matchesName(presented: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return false;
  const [a, b] = [presented.toLowerCase(), wanted.toLowerCase()];
  return a === b || (a.startsWith('*.') && parentOf(b) === a.slice(2)) || (b.startsWith('*.') && parentOf(a) === b.slice(2));
}

function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/**
 * The connector for an address: the one a rule named; else, of those not scoped to
 * rules, the one with the most specific recipient domain.
 */
export function outboundConnectorFor(
  directory: Directory,
  address: string,
  ruleConnector?: string,
): OutboundConnector | undefined {
  const enabled = directory.outboundConnectors.filter((connector) => connector.enabled);
  if (ruleConnector !== undefined) {
    const named = enabled.find(({ name }) => name === ruleConnector);
    if (named) return named;
  }
  const domain = addressDomain(address).toLowerCase();
  let best: { connector: OutboundConnector; length: number } | undefined;
  for (const connector of enabled) {
    if (connector.isTransportRuleScoped) continue;
    for (const pattern of connector.recipientDomains) {
      const length = matchLength(pattern.toLowerCase(), domain);
      if (length > (best?.length ?? 0)) best = { connector, length };
    }
  }
  return best?.connector;
}

/** 0 when it does not match; an exact domain beats a wildcard, a longer wildcard a shorter one. */
function matchLength(pattern: string, domain: string): number {
  if (pattern === '*') return 1;
  if (pattern.startsWith('*.')) return domain.endsWith(pattern.slice(1)) ? pattern.length : 0;
  return pattern === domain ? 1000 + pattern.length : 0;
}
