import type { Connection } from '../mail/envelope.ts';
import { type AddressKey, addressKey } from './addressKey.ts';
import { acceptedDomainOf, type IndexedDirectory, indexed, personAt } from './indexed.ts';
import type { AcceptedDomain, Directory, InboundConnector, Person } from './types.ts';

export { mailGraphCycle } from './mailGraph.ts';
export { outboundConnectorFor } from './outboundConnector.ts';

/** Who an address is, here. */
export type Resolved =
  /** `invitedAs`: the address of the organisation that was meant, lower-cased; mail at the return domain is mapped back. */
  | { readonly kind: 'person'; readonly person: Person; readonly invitedAs: string }
  | { readonly kind: 'answers' }
  | { readonly kind: 'unknown'; readonly domain: AcceptedDomain }
  | { readonly kind: 'foreign' };

export function resolveRecipient(directory: Directory, address: string): Resolved {
  // rfc5321#4.5.1: postmaster without a domain is ours.
  const key = addressKey(address.toLowerCase() === 'postmaster' ? `postmaster@${directory.domain}` : address);
  if (key === undefined) return { kind: 'foreign' };
  const index = indexed(directory);
  if (`${key.local}@${key.domain}` === index.answersAddress) return { kind: 'answers' };
  return resolveReturned(directory, index, key) ?? resolveHere(index, key) ?? { kind: 'foreign' };
}

function resolveHere(index: IndexedDirectory, { local, domain }: AddressKey): Resolved | undefined {
  const accepted = acceptedDomainOf(index, domain);
  if (accepted === undefined) return undefined;
  const invitedAs = `${local}@${domain}`;
  // A subdomain of a domain that matches subdomains stands for the domain itself.
  const person = personAt(index, invitedAs) ?? personAt(index, `${local}@${accepted.name.toLowerCase()}`);
  return person ? { kind: 'person', person, invitedAs } : { kind: 'unknown', domain: accepted };
}

/** The home knows its people under the return domain as well: johanna@g.contoso.example is johanna@contoso.example. */
function resolveReturned(
  directory: Directory,
  index: IndexedDirectory,
  { local, domain }: AddressKey,
): Resolved | undefined {
  const returnDomain = directory.bridge.returnDomain.toLowerCase();
  if (returnDomain === '' || domain !== returnDomain || domain === directory.domain.toLowerCase()) return undefined;
  for (const { name } of directory.acceptedDomains) {
    const invitedAs = `${local}@${name.toLowerCase()}`;
    const person = personAt(index, invitedAs);
    if (person) return { kind: 'person', person, invitedAs };
  }
  const accepted = acceptedDomainOf(index, directory.domain.toLowerCase());
  return accepted && { kind: 'unknown', domain: accepted };
}

/** Whether a domain is the organisation's: accepted, a subdomain of one that matches subdomains, or the return domain. */
export function isOwnDomain(directory: Directory, domain: string): boolean {
  const name = domain.toLowerCase();
  if (name === '') return false;
  return name === directory.bridge.returnDomain.toLowerCase() || isAcceptedDomain(directory, name);
}

/** As `isOwnDomain`, without the return domain: what is mail to the hub itself. */
export function isAcceptedDomain(directory: Directory, domain: string): boolean {
  return acceptedDomainOf(indexed(directory), domain.toLowerCase()) !== undefined;
}

/** Enabled or not: a calendar outlives its owner's account. */
export function personById(directory: Directory, id: string): Person | undefined {
  return indexed(directory).peopleById.get(id);
}

/** Whether the console is open to her: where OWAEnabled closed it, CalDAV and POP3 stay. */
export function mayUseConsole(directory: Directory, { enabled, id }: Person): boolean {
  return enabled && directory.casMailboxes?.get(id)?.owaEnabled !== false;
}

/** All addresses of a person, the primary first, lower-cased. */
export function addressesOf(person: Person): string[] {
  return [person.address, ...person.aliases].map((address) => address.toLowerCase());
}

/** Ids of the rooms whose delegate (moderator) a person is. */
export function moderatedBy(directory: Directory, personId: string): string[] {
  const person = personById(directory, personId);
  if (!person?.enabled) return [];
  const own = addressesOf(person);
  return directory.people
    .filter(({ enabled, resource }) => {
      return enabled && resource?.processing.resourceDelegates.some((address) => own.includes(address));
    })
    .map(({ id }) => id);
}

/** The first enabled inbound connector whose marks the connection bears. */
export function inboundConnectorFor(directory: Directory, connection: Connection): InboundConnector | undefined {
  return indexed(directory).inboundConnectors.find((ready) => ready.matches(connection))?.connector;
}
