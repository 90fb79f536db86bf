/** Contoso Landscaping as a directory, for tests: each overrides what it is about. */
import type { Connection } from '../mail/envelope.ts';
import { buildDirectory } from './snapshot.ts';
import type { Directory, InboundConnector, OutboundConnector, Person } from './types.ts';

export function person(local: string, parts: Partial<Person> = {}): Person {
  return {
    id: `id-${local}`,
    address: `${local}@contoso.example`,
    name: local,
    aliases: [],
    licence: 'essentials',
    timeZone: 'Europe/Paris',
    language: 'en',
    enabled: true,
    ...parts,
  };
}

export const johanna = person('johanna', {
  aliases: ['jo@contoso.example'],
  forwarding: { forwardingSmtpAddress: 'johanna@g.contoso.example', deliverToMailboxAndForward: true },
});

export const fromHome: InboundConnector = { name: 'From home', enabled: true, senderIpAddresses: ['192.0.2.0/24'] };

export function outbound(
  name: string,
  recipientDomains: string[],
  parts: Partial<OutboundConnector> = {},
): OutboundConnector {
  return {
    name,
    enabled: true,
    recipientDomains,
    isTransportRuleScoped: false,
    useMxRecord: false,
    smartHosts: ['127.0.0.1:2526'],
    tlsSettings: null,
    concurrency: 5,
    ...parts,
  };
}

export const empty = buildDirectory({ change: 0, organisationId: 'o', entries: [] });

export function directory(parts: Partial<Directory> = {}): Directory {
  return {
    ...empty,
    organisation: 'Contoso Landscaping',
    domain: 'contoso.example',
    acceptedDomains: [{ name: 'contoso.example', type: 'InternalRelay', matchSubDomains: false }],
    people: [johanna, person('jakob'), person('gone', { enabled: false })],
    inboundConnectors: [fromHome],
    outboundConnectors: [outbound('To home', ['g.contoso.example']), outbound('To outside', ['*'])],
    outboundSpamPolicy: { autoForwardingMode: 'On', from: ['johanna@contoso.example'] },
    bridge: { returnDomain: 'g.contoso.example', answersAddress: 'answers@contoso.example' },
    ...parts,
  };
}

export function connection(parts: Partial<Connection> = {}): Connection {
  return {
    id: 'c1',
    remoteAddress: '192.0.2.7',
    greeting: 'mx.contoso.example',
    protocol: 'ESMTP',
    tls: false,
    certificateNames: [],
    ...parts,
  };
}
