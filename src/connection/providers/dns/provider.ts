/** DNS: records are read from the servers of their zone and written by signed dynamic updates, where the connection names a primary. */
import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import type { Clock } from '../../../platform/clock.ts';
import type { Random } from '../../../platform/random.ts';
import { type Json, type Observed, type Provider, ProviderRefusal, type Wanted } from '../../provider.ts';
import type { DesiredDns } from '../../types.ts';
import { type AuthorityOptions, askAuthority, type Told, tell } from './authority.ts';
import { dnsCapabilities } from './capabilities.ts';
import { changeFor } from './change.ts';
import { ask, type NameServer } from './exchange.ts';
import type { RecordType, ResourceRecord } from './message.ts';
import { type Informants, observe, sortedValues } from './observe.ts';
import { asciiName, isWithin } from './recordData.ts';
import { type DnsResource, resourceOf } from './resources.ts';
import { sendChange } from './sendChange.ts';
import type { LookupAnswer } from './spf/lookups.ts';
import { type DnsNeeds, wantRecords } from './want.ts';
import { zoneFragment } from './zoneFragment.ts';

export interface DnsProviderOptions {
  readonly dns: DesiredDns;
  readonly needs: DnsNeeds;
  /** `PASSERELLE_RESOLVER`, address:port; without it the machine's own. */
  readonly resolver?: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readSecret(reference: string): string;
  /** Where the servers of a zone listen: 53 but in tests. */
  readonly authorityPort?: number;
}

export interface DnsProvider extends Provider {
  /** The MX of a domain as it is, to be kept as what must not change; undefined when nobody answered. */
  exchangersOf(domain: string): Promise<readonly string[] | undefined>;
  /** What to type, as lines of a zone file; the SPF record whole, with the terms of others. */
  zoneFragment(wanted: readonly Wanted[]): Promise<string>;
}

/** All questions of one reading together: whoever waits for a plan waits no longer. */
const readMilliseconds = 5000;
/** A resolver that kept silent is not waited for so long again, for a minute. */
const silentMilliseconds = 500;
const silenceLastsMilliseconds = 60_000;

export function createDnsProvider(options: DnsProviderOptions): DnsProvider {
  const { dns, needs, random } = options;
  const resolver = serverAt(options.resolver ?? getServers()[0] ?? '127.0.0.1', 53);

  let silentUntil = Number.NEGATIVE_INFINITY;

  /** One reading: each question is asked once. */
  async function begin(): Promise<Informants & { heard(): boolean }> {
    let heard = false;
    const patience = options.clock.now() < silentUntil ? silentMilliseconds : readMilliseconds;
    const signal = AbortSignal.timeout(patience);
    const primary = await primaryOf(dns, resolver, { random, signal });
    const authority: AuthorityOptions = { random, signal, resolver, authorityPort: options.authorityPort ?? 53 };
    const asked = new Map<string, Promise<Told>>();
    return {
      tell(name, type) {
        const question = `${type} ${name}`;
        const known =
          asked.get(question) ??
          tell(name, type, covers(dns, name) && primary !== undefined ? { ...authority, primary } : authority);
        asked.set(question, known);
        return known.then((told) => {
          heard ||= told.kind !== 'silent';
          return told;
        });
      },
      heard: () => heard,
      lookup: async (name, type) =>
        lookedUp(await ask(resolver, { name, type, recursive: true }, { random, signal }), name, type),
    };
  }

  async function write(key: string, value: Json | undefined, before: Observed): Promise<void> {
    const resource = resourceOf(key);
    if (dns.kind !== 'rfc2136' || !covers(dns, resource.name)) {
      throw new ProviderRefusal(
        'refused',
        'dns.manual',
        `${resource.name} is in no zone that this connection may update`,
      );
    }
    const signal = AbortSignal.timeout(readMilliseconds);
    const primary = await primaryOf(dns, resolver, { random, signal });
    if (primary === undefined)
      throw new ProviderRefusal('pending', 'dns.silent', `the primary ${dns.server} was not found`);
    const records = await recordsAt(primary, resource, { random, signal });
    const exchangers = await exchangersToShare(resource, value, begin);
    const change = changeFor(resource, value, { records, exchangers, before });
    if (change === undefined) return;
    const tsigKey = { name: dns.tsigKey.name, secret: Buffer.from(options.readSecret(dns.tsigKey.secret), 'base64') };
    await sendChange(
      primary,
      tsigKey,
      { ...change, zone: asciiName(dns.zone) },
      { clock: options.clock, random, signal },
    );
  }

  return {
    name: 'dns',
    capabilities: dnsCapabilities,
    want: (connection) => wantRecords(connection, needs),
    async read(wanted) {
      const informants = await begin();
      const seen = await Promise.all(wanted.map(async (one) => [one.key, await observe(one, informants)] as const));
      silentUntil = informants.heard() ? Number.NEGATIVE_INFINITY : options.clock.now() + silenceLastsMilliseconds;
      return new Map(seen);
    },
    write,
    async exchangersOf(domain) {
      const answer = await (await begin()).tell(domain, 'MX');
      return answer.kind === 'records' ? sortedValues(answer.records) : undefined;
    },
    zoneFragment: async (wanted) => zoneFragment(wanted, await begin()),
  };
}

function covers(dns: DesiredDns, name: string): boolean {
  return dns.kind === 'rfc2136' && isWithin(asciiName(dns.zone), name);
}

async function primaryOf(
  dns: DesiredDns,
  resolver: NameServer,
  asking: { random: Random; signal: AbortSignal },
): Promise<NameServer | undefined> {
  if (dns.kind !== 'rfc2136') return undefined;
  const named = serverAt(dns.server, 53);
  if (isIP(named.address) !== 0) return named;
  const reply = await ask(resolver, { name: named.address, type: 'A', recursive: true }, asking);
  const address = reply.kind === 'answer' ? reply.records.find(({ type }) => type === 'A')?.value : undefined;
  return address === undefined ? undefined : { address, port: named.port };
}

/** address, address:port, [address]:port or host:port. */
function serverAt(text: string, defaultPort: number): NameServer {
  if (isIP(text) !== 0) return { address: text, port: defaultPort };
  const [, host = text, port] = /^\[?(.+?)\]?(?::(\d+))?$/.exec(text) ?? [];
  return { address: host, port: port === undefined ? defaultPort : Number(port) };
}

async function recordsAt(
  primary: NameServer,
  resource: DnsResource,
  asking: { random: Random; signal: AbortSignal },
): Promise<readonly ResourceRecord[]> {
  const { name } = resource;
  const type = recordType(resource);
  const heard = await askAuthority(primary, name, type, asking);
  switch (heard.kind) {
    case 'answer':
      return heard.records.filter((record) => record.type === type && record.name === name);
    case 'silent':
      throw new ProviderRefusal(
        'pending',
        'dns.silent',
        `the primary did not answer when asked for ${type} of ${name}`,
      );
    case 'failure':
      throw new ProviderRefusal(
        'refused',
        'dns.failure',
        `the primary answers ${heard.code} when asked for ${type} of ${name}`,
      );
  }
}

function recordType({ kind }: DnsResource): RecordType {
  switch (kind) {
    case 'TXT':
    case 'DKIM':
    case 'SPF':
    case 'DMARC':
      return 'TXT';
    case 'MX':
    case 'MX-unchanged':
      return 'MX';
    case 'CNAME':
    case 'PTR':
      return kind;
  }
}

/** Those that the return domain gets; none when it is to have none, or its own of before. */
async function exchangersToShare(
  resource: DnsResource,
  value: Json | undefined,
  begin: () => Promise<Informants>,
): Promise<readonly ResourceRecord[]> {
  if (resource.kind !== 'MX' || value === undefined || Array.isArray(value)) return [];
  const exchangers = recordsIn(await (await begin()).tell(resource.sameAs, 'MX'));
  if (exchangers.length > 0) return exchangers;
  throw new ProviderRefusal('refused', 'dns.noExchangers', `${resource.sameAs} has no MX to share`);
}

function recordsIn(answer: Told): readonly ResourceRecord[] {
  return answer.kind === 'records' ? answer.records : [];
}

function lookedUp(heard: Awaited<ReturnType<typeof ask>>, name: string, type: 'A' | 'MX' | 'TXT'): LookupAnswer {
  if (heard.kind !== 'answer') return { kind: 'unanswered', why: `the resolver could not tell ${type} of ${name}` };
  const values = heard.records.filter((record) => record.type === type).map(({ value }) => value);
  return values.length === 0 ? { kind: 'nothing' } : { kind: 'found', values };
}
