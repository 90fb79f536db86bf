import { plusAddressBase } from '../mail/address.ts';
import { compileInboundConnector, type ReadyInboundConnector } from './inboundConnector.ts';
import type { AcceptedDomain, Directory, Person } from './types.ts';

/** What one snapshot is looked up by, built once and thrown away with it. */
export interface IndexedDirectory {
  readonly peopleById: ReadonlyMap<string, Person>;
  /** Addresses and aliases of enabled people, lower-cased. */
  readonly peopleByAddress: ReadonlyMap<string, Person>;
  readonly domains: ReadonlyMap<string, AcceptedDomain>;
  readonly answersAddress: string | undefined;
  readonly inboundConnectors: readonly ReadyInboundConnector[];
}

const indexes = new WeakMap<Directory, IndexedDirectory>();

export function indexed(directory: Directory): IndexedDirectory {
  const known = indexes.get(directory);
  if (known) return known;
  const built = buildIndex(directory);
  indexes.set(directory, built);
  return built;
}

function buildIndex(directory: Directory): IndexedDirectory {
  const peopleByAddress = new Map<string, Person>();
  for (const person of directory.people) {
    // Nothing is filed for somebody who has left, or whose licence was taken: there is no mailbox.
    if (!person.enabled || (person.licence === '' && person.resource === undefined)) continue;
    for (const address of [person.address, ...person.aliases]) peopleByAddress.set(address.toLowerCase(), person);
  }
  return {
    peopleById: new Map(directory.people.map((person) => [person.id, person])),
    peopleByAddress,
    domains: new Map(directory.acceptedDomains.map((domain) => [domain.name.toLowerCase(), domain])),
    answersAddress: directory.bridge.answersAddress?.toLowerCase(),
    inboundConnectors: directory.inboundConnectors.filter(({ enabled }) => enabled).map(compileInboundConnector),
  };
}

/** The accepted domain that a domain name falls under: itself, or the nearest parent that matches subdomains. */
export function acceptedDomainOf({ domains }: IndexedDirectory, name: string): AcceptedDomain | undefined {
  const exact = domains.get(name);
  if (exact) return exact;
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const parent = domains.get(name.slice(dot + 1));
    if (parent?.matchSubDomains) return parent;
  }
  return undefined;
}

/** The person an address within an accepted domain belongs to; `jo+board@` is `jo@` unless it is somebody's own. */
export function personAt({ peopleByAddress }: IndexedDirectory, address: string): Person | undefined {
  return peopleByAddress.get(address) ?? peopleByAddress.get(plusAddressBase(address));
}
