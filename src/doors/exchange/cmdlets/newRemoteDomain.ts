import { invalidValue, objectExists } from '../frame/failure.ts';
import { create } from '../objects/family.ts';
import { isDomainPattern } from '../objects/outboundConnector.ts';
import { remoteDomain, remoteDomains } from '../objects/remoteDomain.ts';
import type { Cmdlet } from './cmdlet.ts';

/** Everything but name and domain is set afterwards, as in Exchange. */
export const newRemoteDomain: Cmdlet = {
  kind: 'changing',
  name: 'New-RemoteDomain',
  parameters: { Name: 'string', DomainName: 'string' },
  required: ['Name', 'DomainName'],
  decide(given, state) {
    const domain = (given.text('DomainName') ?? '').toLowerCase();
    if (!isDomainPattern(domain)) throw invalidValue(`"${domain.slice(0, 253)}" isn't a valid SMTP domain.`);
    const other = remoteDomains(state).find(({ bag }) => String(bag.DomainName).toLowerCase() === domain);
    if (other) throw objectExists('remote domain', domain);
    return create(remoteDomain, given.text('Name') ?? '', given, state);
  },
};
