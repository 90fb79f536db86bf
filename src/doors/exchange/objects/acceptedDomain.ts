import type { AcceptedDomain } from '../../../directory/types.ts';
import type { ParameterTable } from '../parameters/types.ts';
import { type Family, flagIn } from './family.ts';

/** Accepted domains come and go with the domains of Graph; here they are set. */
export const acceptedDomain: Family<AcceptedDomain> = {
  kind: 'acceptedDomain',
  noun: 'accepted domain',
  defaults: {
    DomainType: 'Authoritative',
    MatchSubDomains: false,
    CanHaveCloudCache: false,
    OutboundOnly: false,
    SendingFromDomainDisabled: false,
    SendingToDomainDisabled: false,
    EnableNego2Authentication: false,
  },
  bagOf: ({ type, matchSubDomains }) => ({ DomainType: type, MatchSubDomains: matchSubDomains }),
  bodyOf: (name, bag) => ({
    name,
    type: bag.DomainType === 'InternalRelay' ? 'InternalRelay' : 'Authoritative',
    matchSubDomains: flagIn(bag, 'MatchSubDomains'),
  }),
  about: ({ name }, { directory }) => ({
    DomainName: name,
    Default: directory.domain.toLowerCase() === name.toLowerCase(),
    InitialDomain: false,
    IsCoexistenceDomain: false,
    AuthenticationType: 'Managed',
  }),
};

export const acceptedDomainParameters: ParameterTable = {
  DomainType: { values: ['Authoritative', 'InternalRelay'] },
  MatchSubDomains: 'boolean',
  CanHaveCloudCache: 'boolean',
  OutboundOnly: 'elsewhere',
  SendingFromDomainDisabled: 'elsewhere',
  SendingToDomainDisabled: 'elsewhere',
  EnableNego2Authentication: 'boolean',
  MakeDefault: 'elsewhere',
};
