import type { DnsResolver } from '../../../platform/resolver.ts';
import type { Fact, HubFacts, Row } from '../../lint/facts.ts';
import type { DesiredConnection } from '../../types.ts';
import { openReading } from './reading.ts';
import { graph, graphList } from './wire/graph.ts';
import { HubError } from './wire/hubError.ts';
import type { Session } from './wire/session.ts';

/** Reads what lint looks at; whatever can't be read stands for itself. */
export async function readFacts(
  session: Session,
  connection: DesiredConnection,
  resolver: DnsResolver,
): Promise<HubFacts> {
  const reading = openReading(session, connection);
  const all = (cmdlet: string) => fact(() => reading.listed(cmdlet, {}));
  const [rules, inboundConnectors, outboundConnectors, acceptedDomains, outboundPolicies, remoteDomains] =
    await Promise.all([
      all('Get-TransportRule'),
      all('Get-InboundConnector'),
      all('Get-OutboundConnector'),
      all('Get-AcceptedDomain'),
      all('Get-HostedOutboundSpamFilterPolicy'),
      all('Get-RemoteDomain'),
    ]);
  const [mailboxes, clientAccess, organisation, dkim, domains, products, mx] = await Promise.all([
    fact(async () => [...(await reading.mailboxes()).values()]),
    fact(() => reading.listed('Get-CASMailbox', { ResultSize: 'Unlimited' })),
    fact(async () => (await reading.listed('Get-OrganizationConfig'))[0] ?? {}),
    all('Get-DkimSigningConfig'),
    fact(async () => [...(await reading.domains()).values()]),
    fact(() => graphList(session, '/subscribedSkus')),
    mxOf(resolver, connection.domain),
  ]);
  return {
    ...{ rules, inboundConnectors, outboundConnectors, acceptedDomains, outboundPolicies, remoteDomains },
    ...{ mailboxes, clientAccess, organisation, dkim, domains, products, mx },
    ...(connection.hub.kind === 'passerelle' ? {} : await identityFacts(session)),
  };
}

/** Sign-in rules of the tenant; the built-in hub has none of them. */
async function identityFacts(session: Session): Promise<Pick<HubFacts, 'securityDefaults' | 'conditionalAccess'>> {
  const [securityDefaults, conditionalAccess] = await Promise.all([
    fact(() => graph(session, 'GET', '/policies/identitySecurityDefaultsEnforcementPolicy')),
    fact(() => graphList(session, '/identity/conditionalAccess/policies')),
  ]);
  return { securityDefaults, conditionalAccess };
}

async function fact<Value>(read: () => Promise<Value>): Promise<Fact<Value>> {
  try {
    return { kind: 'read', value: await read() };
  } catch (fault) {
    if (fault instanceof HubError) return { kind: 'unreadable', why: fault.message };
    throw fault;
  }
}

/** Milliseconds until a silent name server is left alone. */
const dnsPatience = 5000;

async function mxOf(resolver: DnsResolver, domain: string): Promise<Fact<readonly string[]>> {
  const silence = Promise.withResolvers<Fact<readonly string[]>>();
  const timer = setTimeout(() => silence.resolve({ kind: 'unreadable', why: 'no answer from DNS' }), dnsPatience);
  const asked = resolver.resolve(domain, 'MX').then(
    (records): Fact<readonly string[]> => ({
      kind: 'read',
      value: records.map((record) => String((record as Row).exchange ?? '')),
    }),
    (fault: NodeJS.ErrnoException): Fact<readonly string[]> => ({
      kind: 'unreadable',
      why: fault.code ?? fault.message,
    }),
  );
  try {
    return await Promise.race([asked, silence.promise]);
  } finally {
    clearTimeout(timer);
  }
}
