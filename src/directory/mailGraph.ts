import { addressDomain } from '../mail/address.ts';
import { acceptedDomainOf } from './recipients.ts';
import type { Directory } from './types.ts';

/**
 * The mail graph as far as the configuration shows it. A forwarding address that is
 * itself a person's address here, or a return domain that is the accepted domain,
 * would send the hub's mail round: home copies it back, and it is forwarded again.
 *
 * @returns a sentence that names the cycle, or undefined
 */
export function mailGraphCycle(directory: Directory): string | undefined {
  const { returnDomain } = directory.bridge;
  if (returnDomain !== '' && returnDomain.toLowerCase() === directory.domain.toLowerCase()) {
    return `the return domain ${returnDomain} is the organisation's own domain, which the home copies to the hub`;
  }
  for (const person of directory.people) {
    const to = person.forwarding?.forwardingSmtpAddress;
    if (to !== undefined && acceptedDomainOf(directory, addressDomain(to))) {
      return `${person.address} is forwarded to ${to}, which comes back to the hub: forward to the return domain`;
    }
  }
  return undefined;
}
