import { addressKey } from './addressKey.ts';
import { acceptedDomainOf, indexed, personAt } from './indexed.ts';
import { outboundConnectorFor } from './outboundConnector.ts';
import type { Directory, Person } from './types.ts';

/**
 * A cycle in the mail graph that the configuration itself shows, in words for the
 * administrator; undefined when there is none. Nodes are people; an edge is a mailbox
 * forwarding. Mail that leaves by a connector to the return domain ends at the home,
 * which copies it back: there the ledger and the origin header end it (law L3).
 */
export function mailGraphCycle(directory: Directory): string | undefined {
  const { returnDomain } = directory.bridge;
  if (returnDomain !== '' && returnDomain.toLowerCase() === directory.domain.toLowerCase()) {
    return `the return domain ${returnDomain} is the organisation's own domain: hub mail sent home would come back as new mail`;
  }
  return returnedByConnector(directory) ?? forwardingCycle(directory);
}

/** Hub mail for the return domain must have a way of its own, or an accepted domain takes it for its own again. */
function returnedByConnector(directory: Directory): string | undefined {
  const returnDomain = directory.bridge.returnDomain.toLowerCase();
  if (returnDomain === '' || acceptedDomainOf(indexed(directory), returnDomain) === undefined) return undefined;
  const connector = outboundConnectorFor(directory, `postmaster@${returnDomain}`);
  if (connector === undefined || !connector.useMxRecord) return undefined;
  return `the return domain ${returnDomain} is accepted here, and connector '${connector.name}' follows its MX: name a smart host of the home`;
}

function forwardingCycle(directory: Directory): string | undefined {
  const settled = new Set<Person>();
  for (const start of directory.people) {
    const path: Person[] = [];
    let person: Person | undefined = start;
    while (person && !settled.has(person)) {
      const seenAt = path.indexOf(person);
      if (seenAt !== -1) {
        const names = [...path.slice(seenAt), person].map(({ address }) => address);
        return `mailbox forwarding goes in a circle: ${names.join(' → ')}`;
      }
      path.push(person);
      const target = forwardingTarget(directory, person);
      if (target === 'answers') {
        return `the forwarding of ${person.address} goes to the answers address, which takes copies from the home only`;
      }
      person = target;
    }
    for (const passed of path) settled.add(passed);
  }
  return undefined;
}

/** Whose hub mailbox a forwarding ends in; undefined when it leaves the hub, as to the return domain. */
function forwardingTarget(directory: Directory, person: Person): Person | 'answers' | undefined {
  const key = person.enabled ? addressKey(person.forwarding?.forwardingSmtpAddress ?? '') : undefined;
  if (key === undefined || key.domain === directory.bridge.returnDomain.toLowerCase()) return undefined;
  const index = indexed(directory);
  const address = `${key.local}@${key.domain}`;
  if (address === index.answersAddress) return 'answers';
  const accepted = acceptedDomainOf(index, key.domain);
  if (accepted === undefined) return undefined;
  return personAt(index, address) ?? personAt(index, `${key.local}@${accepted.name.toLowerCase()}`);
}
