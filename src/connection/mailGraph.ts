import { mailGraphCycle } from '../directory/recipients.ts';
import { defaultBooking } from '../directory/snapshot.ts';
import type { Directory } from '../directory/types.ts';
import { localPart } from '../mail/address.ts';
import type { DesiredConnection } from './types.ts';

/**
 * A circle in which this connection would send mail, in words; undefined when there is
 * none. Asked before anything is written (law L3). The hub asks it again of everything it
 * holds, at each change.
 */
export function connectionCycle(connection: DesiredConnection): string | undefined {
  const itself = sentToItself(connection);
  if (itself !== undefined) return itself;
  const { organisation, domain, home, people } = connection;
  const { returnDomain, answers, smartHost } = home;
  const directory: Directory = {
    change: 0,
    organisationId: '',
    organisation,
    domain,
    acceptedDomains: [{ name: domain, type: 'InternalRelay', matchSubDomains: false }],
    people: people.map((person) => ({
      ...person,
      id: person.address,
      enabled: true,
      forwarding: {
        forwardingSmtpAddress: `${localPart(person.address)}@${returnDomain}`,
        deliverToMailboxAndForward: true,
      },
    })),
    inboundConnectors: [],
    outboundConnectors: [
      {
        ...{ name: 'To home', enabled: true, recipientDomains: [returnDomain], isTransportRuleScoped: false },
        ...{ useMxRecord: false, smartHosts: [smartHost], tlsSettings: null, concurrency: 1 },
      },
    ],
    transportRules: [],
    signIn: { mfa: 'administrators' },
    outboundSpamPolicy: { autoForwardingMode: 'On', from: [] },
    bridge: { returnDomain, ...(answers === undefined ? {} : { answersAddress: answers }) },
    booking: defaultBooking,
    meetings: {},
  };
  return mailGraphCycle(directory);
}

/** A way out of the hub that leads into the hub: under its own name, or under that which Microsoft gives each tenant. */
function sentToItself({ hub, home, outbound }: DesiredConnection): string | undefined {
  const ways = [
    ['home.smartHost', home.smartHost],
    ...(outbound.via === 'home' ? [['outbound.host', outbound.host]] : []),
  ] as const;
  for (const [field, way] of ways) {
    const host = hostOf(way ?? '');
    if (hub.kind === 'microsoft365' && host.endsWith('.mail.protection.outlook.com')) {
      return `${field} is Microsoft 365 itself: what the hub sends home would come in again`;
    }
    const own = hub.kind === 'passerelle' ? hostOf(URL.parse(hub.url)?.host ?? '') : undefined;
    // On one machine several servers share the loopback address.
    if (host === own && host !== 'localhost' && !host.startsWith('127.') && host !== '::1') {
      return `${field} is the hub itself: what it sends home would come in again`;
    }
  }
  return undefined;
}

/** Without port and brackets. */
function hostOf(text: string): string {
  const inside = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1];
  return (inside ?? text.replace(/:\d+$/, '')).toLowerCase().replace(/\.$/, '');
}
