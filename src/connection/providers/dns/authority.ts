/**
 * Who has the last word about a name: the servers that its zone names, asked themselves, since a resolver may
 * remember for hours what is no longer so. Where the resolver itself answers with authority (a split-horizon
 * server, a test), it is believed.
 */
import { type Asking, ask, type Heard, type NameServer } from './exchange.ts';
import type { RecordType, Reply, ResourceRecord } from './message.ts';
import { lowerName } from './recordData.ts';

export type Told =
  | { readonly kind: 'records'; readonly records: readonly ResourceRecord[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'silent'; readonly why: string }
  | { readonly kind: 'divided'; readonly why: string }
  | { readonly kind: 'failure'; readonly why: string };

export interface AuthorityOptions extends Asking {
  readonly resolver: NameServer;
  /** The server that takes our updates: its word is the newest. */
  readonly primary?: NameServer;
  /** Where the servers of a zone listen; 53 but in tests. */
  readonly authorityPort: number;
}

const mostServers = 6;
const halfMilliseconds = 2500;

/** What a name has, from those who know. All servers of the zone are asked; what they do not agree on is under way. */
export async function tell(name: string, type: RecordType, options: AuthorityOptions): Promise<Told> {
  // The resolver may be down while the servers are not: it gets half of the time, and so do they.
  const half = () => AbortSignal.any([options.signal, AbortSignal.timeout(halfMilliseconds)]);
  const finding = { ...options, signal: half() };
  const first = await ask(options.resolver, { name, type, recursive: true }, finding);
  if (first.kind === 'answer' && first.authoritative && options.primary === undefined) return toldBy(first, name, type);
  const servers = await serversOf(name, first, finding);
  const all = options.primary === undefined ? servers : [options.primary, ...servers];
  if (all.length === 0) return toldBy(first, name, type);
  const asking = { ...options, signal: half() };
  return agreed(await Promise.all(all.map((server) => askAuthority(server, name, type, asking))), name, type);
}

/** A server that answers without authority, or only points elsewhere, has said nothing about the name. */
export async function askAuthority(server: NameServer, name: string, type: RecordType, asking: Asking): Promise<Heard> {
  const heard = await ask(server, { name, type, recursive: false }, asking);
  return heard.kind === 'answer' && !heard.authoritative ? { kind: 'failure', code: 'without authority' } : heard;
}

/** The first that speaks has the word; a second with another word means that the zone is being spread. */
function agreed(heard: readonly Heard[], name: string, type: RecordType): Told {
  const told = heard.map((one) => toldBy(one, name, type));
  const clear = told.filter((one) => one.kind === 'records' || one.kind === 'nothing');
  const [word] = clear;
  if (word === undefined)
    return told.find(({ kind }) => kind === 'failure') ?? { kind: 'silent', why: noAnswer(name, type) };
  return clear.every((one) => fingerprint(one) === fingerprint(word))
    ? word
    : { kind: 'divided', why: `the name servers do not agree yet about ${type} of ${name}` };
}

function fingerprint(told: Told): string {
  return told.kind === 'records'
    ? told.records
        .map(({ value }) => value)
        .sort()
        .join('\n')
    : told.kind;
}

function toldBy(heard: Heard, name: string, type: RecordType): Told {
  switch (heard.kind) {
    case 'silent':
      return { kind: 'silent', why: noAnswer(name, type) };
    case 'failure':
      return { kind: 'failure', why: `the name server answers ${heard.code} when asked for ${type} of ${name}` };
    case 'answer': {
      // A resolver follows aliases itself; its last records are what the name leads to.
      const records = heard.records.filter((record) => record.type === type);
      return records.length === 0 ? { kind: 'nothing' } : { kind: 'records', records };
    }
  }
}

function noAnswer(name: string, type: RecordType): string {
  return `no name server answered when asked for ${type} of ${name}`;
}

/** Found upwards from the name: the nearest ancestor that has name servers. */
async function serversOf(name: string, first: Heard, options: AuthorityOptions): Promise<NameServer[]> {
  // The authority section of a "no" names the zone (rfc2308#2.1).
  const start = first.kind === 'answer' && first.zone !== undefined ? first.zone : lowerName(name);
  for (let zone = start; zone.includes('.'); zone = zone.slice(zone.indexOf('.') + 1)) {
    const reply = await ask(options.resolver, { name: zone, type: 'NS', recursive: true }, options);
    const hosts = hostsIn(reply, zone);
    if (hosts.length > 0) return addressesOf(hosts, options);
    if (reply.kind === 'silent') return [];
  }
  return [];
}

function hostsIn(reply: Heard | Reply, zone: string): string[] {
  if (reply.kind !== 'answer') return [];
  return reply.records
    .filter((record) => record.type === 'NS' && record.name === zone)
    .map(({ value }) => value)
    .slice(0, mostServers);
}

async function addressesOf(hosts: readonly string[], options: AuthorityOptions): Promise<NameServer[]> {
  const replies = await Promise.all(
    hosts.map((name) => ask(options.resolver, { name, type: 'A', recursive: true }, options)),
  );
  return replies.flatMap((reply) => {
    const address = reply.kind === 'answer' ? reply.records.find(({ type }) => type === 'A')?.value : undefined;
    return address === undefined ? [] : [{ address, port: options.authorityPort }];
  });
}
