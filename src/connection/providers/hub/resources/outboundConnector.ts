import { isIP } from 'node:net';
import type { Wanted } from '../../../provider.ts';
import type { DesiredConnection } from '../../../types.ts';
import { type HubResource, hubKey, textIn, textsIn, type Values } from '../resource.ts';
import { type ConnectorNoun, powershell, readConnectors, writeConnector } from './connector.ts';

const noun: ConnectorNoun = {
  noun: 'OutboundConnector',
  valueIn: (row) => ({
    ConnectorType: textIn(row, 'ConnectorType'),
    Enabled: row.Enabled !== false,
    RecipientDomains: textsIn(row, 'RecipientDomains')
      .map((one) => one.toLowerCase())
      .sort(),
    UseMXRecord: row.UseMXRecord === true,
    SmartHosts: textsIn(row, 'SmartHosts').map(bare),
    TlsSettings: textIn(row, 'TlsSettings') || null,
    IsTransportRuleScoped: row.IsTransportRuleScoped === true,
  }),
};

/**
 * S9: the way home, scoped by the return domain, so that it needs no transport rule to be
 * used (the guide's connector has none, and so no mail); at the built-in hub the way
 * outside as well.
 */
export const outboundConnector: HubResource = {
  kind: 'outboundConnector',
  want: (connection) => [toHome(connection), ...toOutside(connection)],
  read: (reading, wanted) => readConnectors(noun, reading, wanted),
  write: (hub, change) => writeConnector(noun, hub, change),
};

function toHome({ home, hub }: DesiredConnection): Wanted {
  const value = {
    ConnectorType: 'OnPremises',
    Enabled: true,
    RecipientDomains: [home.returnDomain],
    UseMXRecord: false,
    SmartHosts: [home.smartHost],
    // Between Microsoft and the home lies the internet: a home without TLS is none for it.
    TlsSettings: hub.kind === 'microsoft365' ? 'EncryptionOnly' : null,
    IsTransportRuleScoped: false,
  };
  return wantedConnector('To home', 'hub.outbound.home', value, {
    title: `Outbound connector 'To home': ${home.returnDomain} via ${home.smartHost}`,
    why: 'Hub mail for the return domain has a way of its own, whatever its MX says.',
  });
}

function toOutside({ hub, outbound }: DesiredConnection): Wanted[] {
  // Exchange Online sends to the outside by itself.
  if (hub.kind === 'microsoft365') return [];
  const common = { ConnectorType: 'Partner', Enabled: true, RecipientDomains: ['*'], IsTransportRuleScoped: false };
  const byMx = outbound.via === 'mx';
  const value: Values = byMx
    ? { ...common, UseMXRecord: true, SmartHosts: [], TlsSettings: null }
    : {
        ...common,
        UseMXRecord: false,
        SmartHosts: [outbound.host],
        // A password crosses a network only under TLS (rfc4954#4).
        TlsSettings: outbound.auth === undefined || isLoopback(outbound.host) ? null : 'EncryptionOnly',
      };
  return [
    wantedConnector('To outside', 'hub.outbound.outside', value, {
      title: `Outbound connector 'To outside': all other domains ${byMx ? 'by MX' : `via ${outbound.host}`}`,
      why: 'Invitations and answers to people outside leave as the home’s own mail does.',
    }),
  ];
}

function wantedConnector(
  name: string,
  step: string,
  value: Values,
  text: { readonly title: string; readonly why: string },
): Wanted {
  return {
    ...{ key: hubKey('outboundConnector', name), step, phase: 'outbound', ...text, value },
    ...{ reversible: true, touches: [], permission: 'Exchange.ManageAsApp, Exchange Administrator' },
    call: powershell('New-OutboundConnector', { Name: name, ...value }),
  };
}

/** Exchange writes addresses in brackets. */
function bare(host: string): string {
  const inside = /^\[([0-9a-fA-F.:]+)\]$/.exec(host)?.[1];
  return inside ?? host;
}

function isLoopback(host: string): boolean {
  const name = isIP(host) === 6 ? host : host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}
