import type { InboundConnector } from '../../../directory/types.ts';
import { ipRangeProblem } from '../../../mail/ipRanges.ts';
import { invalidValue } from '../frame/failure.ts';
import type { ParameterTable } from '../parameters/types.ts';
import { type Family, flagIn, listIn, textIn } from './family.ts';

export const inboundConnector: Family<InboundConnector> = {
  kind: 'inboundConnector',
  noun: 'Inbound connector',
  defaults: {
    Enabled: true,
    ConnectorType: 'Partner',
    ConnectorSource: 'Default',
    Comment: null,
    SenderIPAddresses: [],
    SenderDomains: ['*'],
    TrustedOrganizations: [],
    AssociatedAcceptedDomains: [],
    RequireTls: true,
    RestrictDomainsToIPAddresses: false,
    RestrictDomainsToCertificate: false,
    CloudServicesMailEnabled: false,
    TreatMessagesAsInternal: false,
    TlsSenderCertificateName: null,
    EFTestMode: false,
    EFSkipLastIP: false,
    EFSkipIPs: [],
    EFSkipMailGateway: [],
    EFUsers: [],
    ScanAndDropRecipients: [],
  },
  bagOf: (body) => ({
    Enabled: body.enabled,
    RequireTls: body.requireTls ?? false,
    SenderIPAddresses: body.senderIpAddresses,
    TlsSenderCertificateName: body.tlsSenderCertificateName ?? null,
  }),
  bodyOf(name, bag, _state, before) {
    const certificate = textIn(bag, 'TlsSenderCertificateName');
    const addresses = listIn(bag, 'SenderIPAddresses');
    for (const range of addresses) {
      if (ipRangeProblem(range) !== undefined)
        throw invalidValue(`"${range.slice(0, 100)}" isn't a valid IP address range.`);
      if (range.endsWith('/0'))
        throw invalidValue(`"${range}" is everybody: name the addresses of the sending servers.`);
    }
    if (flagIn(bag, 'RestrictDomainsToIPAddresses') && addresses.length === 0) {
      throw invalidValue('RestrictDomainsToIPAddresses needs SenderIPAddresses.');
    }
    if (flagIn(bag, 'RestrictDomainsToCertificate') && certificate === undefined) {
      throw invalidValue('RestrictDomainsToCertificate needs TlsSenderCertificateName.');
    }
    return {
      name,
      enabled: flagIn(bag, 'Enabled'),
      senderIpAddresses: addresses,
      ...(certificate === undefined ? {} : { tlsSenderCertificateName: certificate.toLowerCase() }),
      // Of a connector for one's own servers the marks alone decide.
      requireTls: flagIn(bag, 'RequireTls') && bag.ConnectorType === 'Partner',
      ...(before?.smtpAuthUser === undefined ? {} : { smtpAuthUser: before.smtpAuthUser }),
    };
  },
};

export const inboundConnectorParameters: ParameterTable = {
  AssociatedAcceptedDomains: 'strings',
  CloudServicesMailEnabled: 'boolean',
  Comment: 'string',
  ConnectorSource: { values: ['Default', 'HybridWizard', 'Migrated', 'AdminUI'] },
  ConnectorType: { values: ['Partner', 'OnPremises'] },
  EFSkipIPs: 'strings',
  EFSkipLastIP: 'boolean',
  EFSkipMailGateway: 'strings',
  EFTestMode: 'boolean',
  EFUsers: 'strings',
  Enabled: 'boolean',
  RequireTls: 'boolean',
  RestrictDomainsToCertificate: 'boolean',
  RestrictDomainsToIPAddresses: 'boolean',
  ScanAndDropRecipients: 'elsewhere',
  SenderDomains: 'strings',
  SenderIPAddresses: 'strings',
  TlsSenderCertificateName: 'string',
  TreatMessagesAsInternal: 'boolean',
  TrustedOrganizations: 'strings',
};
