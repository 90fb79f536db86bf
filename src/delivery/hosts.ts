/** Where mail for a domain is handed over: the connector's smart hosts, or what DNS says (rfc5321#5.1). */
import { isIP } from 'node:net';
import type { OutboundConnector } from '../directory/types.ts';
import { addressDomain } from '../mail/address.ts';
import type { Random } from '../platform/random.ts';
import type { DnsResolver } from '../platform/resolver.ts';
import { type Failure, failure } from './result.ts';

/** One server to try. */
export interface Host {
  /** As configured, or as the MX record says; the name that TLS is asked for. */
  readonly name: string;
  readonly port: number;
}

export type Hosts = { readonly kind: 'hosts'; readonly hosts: readonly Host[] } | Failure;

export async function hostsFor(
  connector: OutboundConnector,
  recipient: string,
  parts: { resolver: DnsResolver; random: Random; hostname: string; mxPort: number },
): Promise<Hosts> {
  if (connector.useMxRecord) return mailExchangers(addressDomain(recipient), parts);
  const hosts = connector.smartHosts.map(parseHost);
  return hosts.length > 0
    ? { kind: 'hosts', hosts }
    : failure('temporary', 'configuration', '4.3.5', `connector ${connector.name} has no smart host`);
}

/** `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address; port 25 when none is given. */
export function parseHost(text: string): Host {
  if (isIP(text) === 6) return { name: text, port: 25 };
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  if (bracketed) return { name: (bracketed[1] ?? '').replace(/^IPv6:/i, ''), port: Number(bracketed[2] ?? 25) };
  const colon = text.lastIndexOf(':');
  return colon < 0
    ? { name: text, port: 25 }
    : { name: text.slice(0, colon), port: Number(text.slice(colon + 1)) || 25 };
}

async function mailExchangers(
  domain: string,
  parts: { resolver: DnsResolver; random: Random; hostname: string; mxPort: number },
): Promise<Hosts> {
  // rfc5321#4.1.3: an address literal is its own server.
  if (domain.startsWith('[')) return { kind: 'hosts', hosts: [{ name: parseHost(domain).name, port: parts.mxPort }] };
  let records: readonly MxRecord[];
  try {
    records = (await parts.resolver.resolve(domain, 'MX')).filter(isMxRecord);
  } catch (fault) {
    const code = codeOf(fault);
    // rfc5321#5.1: without MX records the domain itself is the server; its addresses tell whether it exists.
    if (code !== 'ENODATA' && code !== 'ENOTFOUND') return dnsTrouble(domain, code);
    records = [];
  }
  if (records.length === 0) return implicitExchanger(domain, parts);
  // rfc7505#3: a single record that names the root.
  if (records.every(({ exchange }) => exchange === '' || exchange === '.')) {
    return failure('permanent', 'dns', '5.1.10', `${domain} accepts no mail (null MX)`);
  }
  const usable = withoutOurselves(shuffled(records, parts.random), parts.hostname);
  return usable.length > 0
    ? { kind: 'hosts', hosts: usable.map(({ exchange }) => ({ name: exchange, port: parts.mxPort })) }
    : failure('permanent', 'dns', '5.4.6', `mail for ${domain} loops back to ${parts.hostname}`);
}

async function implicitExchanger(
  domain: string,
  { resolver, mxPort }: { resolver: DnsResolver; mxPort: number },
): Promise<Hosts> {
  const answers = await Promise.allSettled([resolver.resolve(domain, 'A'), resolver.resolve(domain, 'AAAA')]);
  if (answers.some((answer) => answer.status === 'fulfilled' && answer.value.length > 0)) {
    return { kind: 'hosts', hosts: [{ name: domain, port: mxPort }] };
  }
  for (const answer of answers) {
    const code = answer.status === 'rejected' ? codeOf(answer.reason) : 'ENODATA';
    if (code !== 'ENODATA' && code !== 'ENOTFOUND') return dnsTrouble(domain, code);
  }
  return failure('permanent', 'dns', '5.1.2', `no such domain: ${domain}`);
}

function dnsTrouble(domain: string, code: string): Failure {
  return failure('temporary', 'dns', '4.4.3', `DNS gave no answer for ${domain} (${code})`);
}

interface MxRecord {
  readonly exchange: string;
  readonly priority: number;
}

function isMxRecord(record: unknown): record is MxRecord {
  return typeof record === 'object' && record !== null && 'exchange' in record && 'priority' in record;
}

/** By preference; those of one preference in any order, to spread the load (rfc5321#5.1). */
function shuffled(records: readonly MxRecord[], random: Random): MxRecord[] {
  return records
    .map((record) => ({ record, chance: random.bytes(2).readUInt16BE() }))
    .toSorted((a, b) => a.record.priority - b.record.priority || a.chance - b.chance)
    .map(({ record }) => record);
}

/** rfc5321#5.1: where we stand in the list ourselves, those that are as far or farther would only send it back. */
function withoutOurselves(records: readonly MxRecord[], hostname: string): readonly MxRecord[] {
  const own = records.find(({ exchange }) => exchange.toLowerCase() === hostname.toLowerCase());
  return own ? records.filter(({ priority }) => priority < own.priority) : records;
}

export function codeOf(fault: unknown): string {
  return String((fault as NodeJS.ErrnoException | undefined)?.code ?? 'unknown');
}
