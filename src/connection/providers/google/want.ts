import { localPart } from '../../../mail/address.ts';
import { withRooms } from '../../home/withRooms.ts';
import type { ManualValue, Wanted } from '../../provider.ts';
import type { DesiredConnection } from '../../types.ts';
import type { HubMail } from '../hubMail.ts';
import { scopes } from './api.ts';

/** Rules are found again by these names. */
export const ruleNames = {
  notSpam: 'Passerelle: hub mail is no spam',
  answers: 'Passerelle: answers to invitations',
} as const;

const route = 'Passerelle';
const gmailApp = 'admin.google.com > Apps > Google Workspace > Gmail';

/** What the routing rule writes on every copy, so that a rule at the hub can tell one. */
const copyHeader = 'X-Passerelle-Copy: google';

export interface GoogleNeeds {
  readonly hub: HubMail;
  /** Addresses from which the hub sends. */
  readonly sendingAddresses: readonly string[];
}

type ByHand = Pick<Wanted, 'key' | 'step' | 'title' | 'why' | 'phase'> & {
  readonly page: string;
  readonly values: readonly ManualValue[];
  readonly provedBy: 'reading' | 'probe' | 'attestation';
  readonly touches?: readonly string[];
  readonly needs?: readonly string[];
  readonly value?: Wanted['value'];
};

/** Google Workspace as the home. Hosts, routing and compliance have no API to write them: the exact values are typed. */
export function wantGoogle(connection: DesiredConnection, needs: GoogleNeeds): Wanted[] {
  const { home, outbound } = connection;
  const connected = home.credentials !== undefined;
  return [
    people(withRooms(connection), connected),
    ...returnDomain(connection, connected),
    notSpam(connection, needs, connected),
    ...(outbound.via === 'home' ? [relay(needs)] : []),
    host(needs),
    ...(home.answers === undefined ? [] : [answers(connection, home.answers, connected)]),
    routing(withRooms(connection)),
  ];
}

function byHand({ page, values, provedBy, touches = [], value, ...rest }: ByHand): Wanted {
  const asTyped = values.map((one) => `${one.name}: ${one.value}`);
  return { ...rest, value: value ?? asTyped, reversible: true, touches, manual: { page, values, provedBy } };
}

function people({ people: all }: DesiredConnection, connected: boolean): Wanted {
  const addresses = all.map(({ address }) => address).sort();
  return byHand({
    key: 'google/users',
    step: 'home.people',
    phase: 'people',
    title: 'Google: everybody of the connection has a mailbox there',
    why: 'What the hub sends home needs somebody to receive it.',
    page: 'admin.google.com > Directory > Users',
    values: addresses.map((address) => ({ name: 'user', value: address })),
    provedBy: connected ? 'reading' : 'attestation',
    touches: addresses,
    value: addresses,
  });
}

function returnDomain({ domain, home, people: all }: DesiredConnection, connected: boolean): Wanted[] {
  const name = home.returnDomain;
  const [somebody] = all;
  const step = {
    step: 'home.return-domain',
    heading: `At the home: accept ${name} for everybody of ${domain}`,
    phase: 'return' as const,
    why: 'Hub mail comes in under a name that nothing copies back to the hub.',
  };
  const page = 'admin.google.com > Account > Domains > Manage domains > Add a domain';
  const added: Wanted = {
    ...step,
    key: `google/domainAlias/${name}`,
    title: `Google: ${name} is a user alias domain of ${domain}`,
    value: { parent: domain },
    reversible: true,
    touches: [],
    permission: scopes.domains,
    call: `POST /admin/directory/v1/customer/my_customer/domainaliases ${JSON.stringify({ domainAliasName: name, parentDomainName: domain })}`,
  };
  const verified: Wanted = {
    ...step,
    key: `google/verified/${name}`,
    title: `Google: ${name} is verified`,
    value: true,
    // Nothing takes it back but removing the alias, which takes it along.
    reversible: false,
    touches: [],
    needs: [added.key],
    permission: scopes.siteVerification,
    call: `POST /siteVerification/v1/webResource?verificationMethod=DNS_TXT ${JSON.stringify({ site: { type: 'INET_DOMAIN', identifier: name } })}`,
  };
  const typed = (wanted: Wanted, values: readonly ManualValue[]): Wanted => {
    const { permission: _permission, call: _call, ...rest } = wanted;
    return { ...rest, manual: { page, values, provedBy: 'attestation' } };
  };
  const activated = byHand({
    ...step,
    key: somebody === undefined ? 'google/activated' : `google/activated/${localPart(somebody.address)}@${name}`,
    title: `Google: Gmail takes mail for ${name}`,
    needs: [verified.key],
    page: `admin.google.com > Account > Domains > Manage domains > ${name} > Activate Gmail`,
    values: [
      { name: 'MX records', value: 'skip: the connector delivers by host name' },
      { name: 'route mail to another server', value: 'I use another mail server' },
    ],
    provedBy: 'probe',
  });
  if (connected) return [added, verified, activated];
  const domainValues = [
    { name: 'domain name', value: name },
    { name: 'type', value: `user alias domain of ${domain}` },
  ];
  return [
    typed(added, domainValues),
    typed(verified, [{ name: 'verification', value: `the TXT record that Google shows for ${name}` }]),
    activated,
  ];
}

/** A header alone can be copied by anybody who ever got a mail: what it is bound to makes it worth something. */
function notSpam({ hub }: DesiredConnection, { sendingAddresses }: GoogleNeeds, connected: boolean): Wanted {
  const tenant = hub.kind === 'microsoft365' && hub.bridge === 'none' ? hub.tenant : undefined;
  const addresses = sendingAddresses.length > 0 ? sendingAddresses.join(', ') : 'the address from which the hub sends';
  const header = tenant === undefined ? 'X-Passerelle-Origin:' : `X-MS-Exchange-CrossTenant-id: ${tenant}`;
  const bound =
    tenant === undefined
      ? `source IP is within ${addresses}`
      : 'message authentication is: authenticated (SPF or DKIM)';
  return byHand({
    key: 'google/rule/notSpam',
    step: 'home.not-spam',
    phase: 'return',
    title: 'Google: what the hub sends home is no spam',
    why: 'Invitations and notices of the hub are found in the inbox.',
    page: `${gmailApp} > Compliance > Content compliance > Configure`,
    values: [
      { name: 'name', value: ruleNames.notSpam },
      { name: 'messages to affect', value: 'Inbound' },
      { name: 'match', value: 'if ALL of the following match the message' },
      { name: 'expression 1', value: `Advanced content match, location Full headers, contains text, ${header}` },
      { name: 'expression 2', value: `Metadata match, ${bound}` },
      { name: 'then', value: 'Modify message: Bypass spam filter for this message' },
    ],
    provedBy: connected ? 'reading' : 'attestation',
    value: true,
  });
}

function relay({ sendingAddresses }: GoogleNeeds): Wanted {
  return byHand({
    key: 'google/smtpRelay',
    step: 'home.relay',
    phase: 'return',
    title: 'Google: what the hub sends to outsiders leaves by the SMTP relay service',
    why: 'Mail of the organisation leaves by the way it always does, with its signature.',
    page: `${gmailApp} > Routing > SMTP relay service > Configure`,
    values: [
      { name: 'name', value: route },
      { name: 'allowed senders', value: 'Only addresses in my domains' },
      {
        name: 'authentication',
        value: `Only accept mail from the specified IP addresses: ${sendingAddresses.join(', ') || 'the address from which the hub sends'}`,
      },
      { name: 'encryption', value: 'Require TLS encryption' },
      { name: 'outbound.host in connection.yaml', value: 'smtp-relay.gmail.com:587' },
    ],
    provedBy: 'probe',
  });
}

function host({ hub }: GoogleNeeds): Wanted {
  return byHand({
    key: 'google/host',
    step: 'home.copies',
    phase: 'routing',
    title: `Google: a mail route to ${hub.host}`,
    why: 'The routing rule sends its copies this way.',
    page: `${gmailApp} > Hosts > Add route`,
    values: [
      { name: 'name', value: route },
      { name: 'email server', value: `single host ${hub.host}, port ${hub.port}` },
      {
        name: 'options',
        value: 'Require secure transport (TLS), Require CA signed certificate, Validate certificate hostname',
      },
    ],
    provedBy: 'probe',
  });
}

/** Last of all: from here on mail arrives at the hub. */
function routing({ domain, home, people: all }: DesiredConnection): Wanted {
  const addresses = all.map(({ address }) => address);
  return byHand({
    key: 'google/routing',
    step: 'home.copies',
    phase: 'routing',
    title: 'Google: incoming mail of these people is copied to the hub',
    why: `Only these people’s, and never what comes in under ${home.returnDomain}: else hub mail would be sent back to the hub.`,
    needs: ['google/host', `google/verified/${home.returnDomain}`],
    page: `${gmailApp} > Routing > Configure, at the organisational unit of these people`,
    values: [
      { name: 'name', value: route },
      {
        name: 'organisational unit',
        value: `one that holds these people only: ${addresses.join(', ') || 'the people of this connection'}`,
      },
      { name: 'messages to affect', value: 'Inbound, Internal - receiving' },
      {
        name: 'envelope filter',
        value: `Only affect specific envelope recipients, pattern match: ^[^@]+@${domain.replaceAll('.', '\\.')}$`,
      },
      { name: 'then', value: 'Modify message' },
      { name: 'headers', value: `Add X-Gm-Original-To header; Add custom header ${copyHeader}` },
      {
        name: 'also deliver to',
        value: `Add more recipients > Advanced > Change route: ${route}; Do not deliver spam to this recipient; Suppress bounces from this recipient`,
      },
      {
        name: 'attachments',
        value: 'leave «Remove attachments» off: it breaks the DKIM signature, and Passerelle drops them anyway',
      },
      { name: 'account types to affect', value: 'Users' },
    ],
    provedBy: 'probe',
    touches: addresses,
  });
}

function answers({ people: all }: DesiredConnection, address: string, connected: boolean): Wanted {
  return byHand({
    key: 'google/rule/answers',
    step: 'home.answers',
    phase: 'routing',
    title: `Google: answers to invitations are copied to ${address}, at the hub`,
    why: 'An answer given in Gmail or Google Calendar is known to the hub, and not sent twice.',
    needs: ['google/host'],
    page: `${gmailApp} > Compliance > Content compliance > Configure`,
    values: [
      { name: 'name', value: ruleNames.answers },
      { name: 'messages to affect', value: 'Outbound, Internal - sending' },
      { name: 'match', value: 'if ANY of the following match the message' },
      {
        name: 'expression 1',
        value: 'Advanced content match, location Raw message, matches regex, (?i)method="?(REPLY|COUNTER)',
      },
      { name: 'then', value: 'Modify message' },
      {
        name: 'also deliver to',
        value: `Add more recipients > Advanced > Change envelope recipient: ${address}; Change route: ${route}; Suppress bounces from this recipient`,
      },
    ],
    provedBy: connected ? 'reading' : 'attestation',
    touches: all.map((person) => person.address),
    value: true,
  });
}
