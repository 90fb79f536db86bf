import type { ManualValue, RecordToPublish, Wanted } from '../../provider.ts';
import type { DesiredConnection } from '../../types.ts';
import { asciiName, isWithin, lowerName } from './recordData.ts';
import { digestOf, keyOf } from './resources.ts';

/** What the connection file does not say: the hub knows it, or has shown it. */
export interface DnsNeeds {
  /** Proofs and DKIM keys that the hub asks for, seen already or not: what is named no more is taken away. */
  readonly records: readonly RecordToPublish[];
  /** Addresses from which the hub delivers to outsiders itself. */
  readonly sendingAddresses: readonly string[];
  /** The MX of the domain as it was first seen, `10 mx.contoso.example`; undefined: not seen yet. */
  readonly exchangers?: readonly string[];
}

const page = 'the DNS zone, where its records are edited';
const microsoftTerm = 'include:spf.protection.outlook.com';

/** Records that the connection wants. The MX of the organisation's own domain is only ever looked at (law L5). */
export function wantRecords(connection: DesiredConnection, needs: DnsNeeds): Wanted[] {
  const { hub, outbound } = connection;
  const domain = asciiName(connection.domain);
  const returnDomain = asciiName(connection.home.returnDomain);
  const sends = hub.kind === 'microsoft365' || outbound.via === 'mx';
  const wanted = [
    exchangersUnchanged(domain, needs),
    // An MX that a hub offers as a proof is never wanted (law L5).
    ...needs.records.filter(({ type }) => type !== 'MX').map((record) => published(domain, record)),
    ...(sends ? [...senderTerms({ ...connection, domain }, needs), ...signingKeys(domain, needs), policy(domain)] : []),
    ...(outbound.via === 'mx' && hub.kind === 'passerelle' ? reverseNames(needs) : []),
    returnExchangers(domain, returnDomain),
  ];
  return wanted.map((one) => (writable(connection, one) ? automatic(one) : one));
}

type Described = Wanted & { readonly by?: 'update' };

/** Without a primary that takes updates, and outside its zone, a record is typed. */
function writable({ dns }: DesiredConnection, { by, key }: Described): boolean {
  if (dns.kind !== 'rfc2136' || by === undefined) return false;
  const name = key.split('/')[2] ?? '';
  return isWithin(asciiName(dns.zone), name);
}

function automatic({ manual: _typed, by: _by, ...wanted }: Described): Wanted {
  return { ...wanted, permission: 'the TSIG key may update the zone (rfc2136)' };
}

function record(
  described: Omit<Described, 'reversible' | 'touches' | 'manual'> & { readonly values: readonly ManualValue[] },
): Described {
  const { values, ...rest } = described;
  return { ...rest, reversible: true, touches: [], manual: { page, values, provedBy: 'reading' } };
}

function typed(name: string, type: string, value: string): ManualValue[] {
  return [
    { name: 'name', value: `${name}.` },
    { name: 'type', value: type },
    { name: 'value', value },
  ];
}

function exchangersUnchanged(domain: string, { exchangers }: DnsNeeds): Described {
  return record({
    key: keyOf({ kind: 'MX-unchanged', name: domain }),
    step: 'dns.mx',
    phase: 'invariants',
    title: `DNS: the MX of ${domain} stays as it is`,
    why: 'Mail goes on arriving at the home.',
    value: exchangers === undefined ? 'at the home' : [...exchangers].sort(),
    values: (exchangers ?? []).flatMap((exchanger) => typed(domain, 'MX', exchanger)),
  });
}

function published(domain: string, { name: written, type, value }: RecordToPublish): Described {
  const name = lowerName(written);
  const proof = type === 'TXT' && name === domain;
  const target = type === 'CNAME' ? lowerName(value) : value;
  return record({
    key: publishedKey(name, type, target, proof),
    step: proof ? 'dns.proof' : 'dns.dkim',
    heading: proof ? `DNS: proof that ${domain} is yours` : `DNS: DKIM keys of the hub for ${domain}`,
    phase: proof ? 'proof' : 'authentication',
    title: `DNS: ${type} record of ${name}`,
    why: proof ? 'The hub believes who can publish it.' : 'Outsiders can check that the hub signs for the domain.',
    value: target,
    call: `update add ${name}. 3600 ${type} ${type === 'CNAME' ? `${target}.` : JSON.stringify(value)}`,
    values: typed(name, type, type === 'CNAME' ? `${target}.` : value),
    by: 'update',
  });
}

function publishedKey(name: string, type: RecordToPublish['type'], value: string, proof: boolean): string {
  if (type === 'CNAME') return keyOf({ kind: 'CNAME', name, target: value });
  return proof ? keyOf({ kind: 'TXT', name, text: value }) : keyOf({ kind: 'DKIM', name, digest: digestOf(value) });
}

function senderTerms({ domain, hub, outbound }: DesiredConnection, { sendingAddresses }: DnsNeeds): Described[] {
  const own = outbound.via === 'mx' ? sendingAddresses.map((one) => `${one.includes(':') ? 'ip6' : 'ip4'}:${one}`) : [];
  const terms = hub.kind === 'microsoft365' ? [microsoftTerm] : own;
  const step = { step: 'dns.spf', heading: `DNS: SPF of ${domain} names the hub`, phase: 'authentication' as const };
  const why = 'Outsiders believe what the hub sends for the domain.';
  if (terms.length === 0) return [unknownSender(domain, { ...step, why })];
  return terms.map((term) =>
    record({
      ...step,
      key: keyOf({ kind: 'SPF', name: domain, term }),
      title: `DNS: SPF of ${domain} has ${term}`,
      why,
      value: term,
      call: `the one TXT record of ${domain}. that begins with v=spf1 gets ${term} before its last term`,
      values: [
        { name: 'record', value: `the one TXT record of ${domain}. that begins with v=spf1 (rfc7208#3.2: one only)` },
        { name: 'term to add before its last term', value: term },
      ],
      by: 'update',
    }),
  );
}

/** The address is the hub's to know; until it has said it, a person has to. */
function unknownSender(domain: string, step: Pick<Described, 'step' | 'heading' | 'phase' | 'why'>): Described {
  return {
    ...step,
    key: `dns/SPF/${domain}/`,
    title: `DNS: SPF of ${domain} names the hub’s sending address`,
    value: true,
    reversible: true,
    touches: [],
    manual: {
      page,
      values: [
        { name: 'record', value: `the one TXT record of ${domain}. that begins with v=spf1 (rfc7208#3.2: one only)` },
        { name: 'term to add before its last term', value: 'ip4: or ip6: with the address from which the hub sends' },
      ],
      provedBy: 'attestation',
    },
  };
}

/** The keys themselves come from the hub; here is only said that one is missing. */
function signingKeys(domain: string, { records }: DnsNeeds): Described[] {
  if (records.some(({ name }) => lowerName(name).endsWith(`._domainkey.${domain}`))) return [];
  return [
    {
      key: `dns/DKIM/_domainkey.${domain}`,
      step: 'dns.dkim',
      phase: 'authentication',
      title: `DNS: DKIM key of the hub for ${domain}`,
      why: 'Outsiders can check that the hub signs for the domain.',
      value: true,
      reversible: true,
      touches: [],
      manual: {
        page,
        values: [{ name: `SELECTOR._domainkey.${domain}.`, value: 'the record that the hub shows for its key' }],
        provedBy: 'attestation',
      },
    },
  ];
}

/** Advice: a policy of none changes nothing for anybody, and is where reports begin. */
function policy(domain: string): Described {
  return record({
    key: keyOf({ kind: 'DMARC', name: `_dmarc.${domain}` }),
    step: 'dns.dmarc',
    phase: 'authentication',
    title: `DNS: ${domain} has a DMARC policy`,
    why: 'Large receivers ask for one of every domain that sends; none is a policy too.',
    value: 'v=DMARC1',
    values: typed(`_dmarc.${domain}`, 'TXT', 'v=DMARC1; p=none'),
  });
}

function reverseNames({ sendingAddresses }: DnsNeeds): Described[] {
  const step = { step: 'dns.ptr', phase: 'authentication' as const };
  const why = 'Many receivers refuse mail from an address without a name of its own.';
  if (sendingAddresses.length > 0) {
    return sendingAddresses.map((address) =>
      record({
        ...step,
        heading: 'DNS: the hub’s sending addresses have names that lead back to them',
        key: keyOf({ kind: 'PTR', name: address }),
        title: `DNS: ${address} has a name that leads back to it`,
        why,
        value: true,
        values: [{ name: 'PTR', value: `ask whoever gave you ${address} for a PTR record` }],
      }),
    );
  }
  const asked = { name: 'PTR', value: 'ask whoever gave you the hub’s address for a PTR record' };
  return [
    {
      ...step,
      key: 'dns/PTR/',
      title: 'DNS: the hub’s sending address has a name that leads back to it',
      why,
      value: true,
      reversible: true,
      touches: [],
      manual: { page, values: [asked], provedBy: 'attestation' },
    },
  ];
}

function returnExchangers(domain: string, returnDomain: string): Described {
  return record({
    key: keyOf({ kind: 'MX', name: returnDomain, sameAs: domain }),
    step: 'dns.return-domain',
    phase: 'return',
    title: `DNS: MX of ${returnDomain} to the home`,
    why: 'Answers and reports to hub mail find their way.',
    value: { sameAs: domain },
    values: typed(returnDomain, 'MX', `the same hosts as ${domain}.`),
    by: 'update',
  });
}
