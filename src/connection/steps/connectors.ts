import { isIP } from 'node:net';
import type { InboundConnector, OutboundConnector } from '../../directory/types.ts';
import type { DesiredConnection } from '../types.ts';
import { type CurrentConfiguration, type HubStep, settle } from './step.ts';

/** Connections open at a time to one next hop: Postfix's own default is 20, small homes take less. */
const concurrency = 10;

export function planInbound({ home }: DesiredConnection, current: CurrentConfiguration): HubStep {
  const { addresses, tlsCertificate, smtpAuth } = home.copiesFrom;
  const body: InboundConnector = {
    name: 'From home',
    enabled: true,
    senderIpAddresses: addresses,
    ...(tlsCertificate === undefined ? {} : { tlsSenderCertificateName: tlsCertificate }),
    ...(smtpAuth === undefined ? {} : { smtpAuthUser: smtpAuth }),
  };
  return settle(current, {
    id: 'hub.inbound',
    title: `Inbound connector '${body.name}': copies from ${[...addresses, tlsCertificate, smtpAuth].filter(Boolean).join(', ')}`,
    wanted: [{ kind: 'inboundConnector', name: body.name, body }],
  });
}

export function planOutbound({ home, outbound }: DesiredConnection, current: CurrentConfiguration): HubStep[] {
  const toHome: OutboundConnector = {
    name: 'To home',
    enabled: true,
    recipientDomains: [home.returnDomain],
    isTransportRuleScoped: false,
    useMxRecord: false,
    smartHosts: [home.smartHost],
    tlsSettings: null,
    concurrency,
  };
  const toOutside = outsideConnector(outbound);
  const way = outbound.via === 'mx' ? 'by MX' : `via ${outbound.host}`;
  return [
    settle(current, {
      id: 'hub.outbound.home',
      title: `Outbound connector 'To home': ${home.returnDomain} via ${home.smartHost}`,
      wanted: [{ kind: 'outboundConnector', name: toHome.name, body: toHome }],
    }),
    settle(current, {
      id: 'hub.outbound.outside',
      title: `Outbound connector 'To outside': all other domains ${way}`,
      wanted: [{ kind: 'outboundConnector', name: toOutside.name, body: toOutside }],
    }),
  ];
}

function outsideConnector(outbound: DesiredConnection['outbound']): OutboundConnector {
  const common = {
    name: 'To outside',
    enabled: true,
    recipientDomains: ['*'],
    isTransportRuleScoped: false,
    concurrency,
  };
  if (outbound.via === 'mx') return { ...common, useMxRecord: true, smartHosts: [], tlsSettings: null };
  const { host, auth } = outbound;
  return {
    ...common,
    useMxRecord: false,
    smartHosts: [host],
    // A password crosses a network only under TLS (rfc4954#4).
    tlsSettings: auth === undefined || isLoopback(host) ? null : 'EncryptionOnly',
    ...(auth === undefined ? {} : { auth }),
  };
}

function isLoopback(host: string): boolean {
  const name = isIP(host) === 6 ? host : host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}
