import type { DesiredConnection } from '../../../types.ts';
import { type HubResource, hubKey, textIn, textsIn, type Values } from '../resource.ts';
import { type ConnectorNoun, powershell, readConnectors, writeConnector } from './connector.ts';

const noun: ConnectorNoun = {
  noun: 'InboundConnector',
  valueIn: (row) => ({
    ConnectorType: textIn(row, 'ConnectorType'),
    Enabled: row.Enabled !== false,
    SenderDomains: textsIn(row, 'SenderDomains').map((one) => one.replace(/^smtp:|;\d+$/gi, '')),
    SenderIPAddresses: textsIn(row, 'SenderIPAddresses').sort(),
    TlsSenderCertificateName: textIn(row, 'TlsSenderCertificateName').toLowerCase() || null,
    RequireTls: row.RequireTls === true,
    EFSkipLastIP: row.EFSkipLastIP === true,
  }),
};

/**
 * Copies are taken from the home and nobody else. The guide has none: an organisation that
 * refuses direct send would refuse every copy, and one that does not takes anybody's.
 */
export const inboundConnector: HubResource = {
  kind: 'inboundConnector',
  want(connection) {
    const { addresses, tlsCertificate, smtpAuth } = connection.home.copiesFrom;
    const value = wantedValue(connection);
    return [
      {
        key: hubKey('inboundConnector', 'From home'),
        step: 'hub.inbound',
        phase: 'inbound',
        title: `Inbound connector 'From home': copies from ${[...addresses, tlsCertificate, smtpAuth].filter(Boolean).join(', ')}`,
        why: 'Copies are taken from the home only, and judged by whoever sent them first.',
        value,
        reversible: true,
        touches: [],
        permission: 'Exchange.ManageAsApp, Exchange Administrator',
        call: powershell('New-InboundConnector', { Name: 'From home', ...value }),
      },
    ];
  },
  read: (reading, wanted) => readConnectors(noun, reading, wanted),
  write: (hub, change) => writeConnector(noun, hub, change),
};

function wantedValue({ home, hub }: DesiredConnection): Values {
  const { addresses, tlsCertificate } = home.copiesFrom;
  return {
    ConnectorType: 'Partner',
    Enabled: true,
    SenderDomains: ['*'],
    SenderIPAddresses: [...addresses].sort(),
    TlsSenderCertificateName: tlsCertificate ?? null,
    // A home on the same network may have no certificate; over the internet, and where one is asked for, it must.
    RequireTls: hub.kind === 'microsoft365' || tlsCertificate !== undefined,
    // Enhanced filtering: SPF and DMARC are judged at the sender before the home. The built-in hub reads the home's own verdict.
    EFSkipLastIP: hub.kind === 'microsoft365',
  };
}
