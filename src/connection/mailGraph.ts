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
export function connectionCycle({ organisation, domain, home, people }: DesiredConnection): string | undefined {
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
    outboundSpamPolicy: { autoForwardingMode: 'On', from: [] },
    bridge: { returnDomain, ...(answers === undefined ? {} : { answersAddress: answers }) },
    booking: defaultBooking,
    meetings: {},
  };
  return mailGraphCycle(directory);
}
