/**
 * Where a notification may go. The address is chosen by a stranger, so that without this
 * check he could have the hub speak to anything that only the hub can reach (SSRF).
 */
import { BlockList, isIP } from 'node:net';
import { compileIpRanges, type IpRanges } from '../../mail/ipRanges.ts';
import type { DnsResolver } from '../../platform/resolver.ts';

/** Asked for every name; addresses as text. Rejects or answers none when there is no such name. */
export type LookUp = (hostname: string) => Promise<readonly string[]>;

export interface Destination {
  readonly kind: 'destination';
  readonly url: URL;
  /** The address that was checked, and the only one to connect to. */
  readonly address: string;
}

export interface DestinationProblem {
  readonly kind: 'problem';
  readonly why: string;
}

/** `listed`: ranges inside that an administrator allows; only there plain http is taken. */
export async function destinationOf(
  text: string,
  listed: IpRanges,
  lookUp: LookUp,
): Promise<Destination | DestinationProblem> {
  if (text.length > 2000 || !URL.canParse(text)) return problem('it is no URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return problem('it must begin with https://');
  if (url.username !== '' || url.password !== '') return problem('it must hold no password');
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  const addresses = isIP(host) === 0 ? await addressesOf(host, lookUp) : [host];
  const [address] = addresses;
  if (address === undefined) return problem('its host name has no address');
  // All of them: one that is inside would be a matter of luck otherwise.
  if (!addresses.every((each) => isPublic(each) || isListed(each, listed))) {
    return problem('its host lies in a network that notifications are not sent to');
  }
  if (url.protocol === 'http:' && !addresses.every((each) => isListed(each, listed))) {
    return problem('it must begin with https://');
  }
  return { kind: 'destination', url, address };
}

async function addressesOf(host: string, lookUp: LookUp): Promise<readonly string[]> {
  try {
    return await lookUp(host);
  } catch {
    return []; // a name that can't be resolved now; the caller says so, or tries again later
  }
}

function isListed(address: string, listed: IpRanges): boolean {
  return listed.contains(address) || listed.contains(unmapped(address));
}

/** Special-purpose networks (rfc6890 and IANA's registries); of IPv6 only global unicast is let through. */
const inside = compileIpRanges([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
  // Teredo, documentation, 6to4: each can stand for an IPv4 address inside.
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
]);
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

export function isPublic(address: string): boolean {
  const bare = unmapped(address);
  switch (isIP(bare)) {
    case 4:
      return !inside.contains(bare);
    case 6:
      return globalUnicast.check(bare, 'ipv6') && !inside.contains(bare);
    default:
      return false;
  }
}

/** ::ffff:7f00:1 and ::ffff:127.0.0.1 are 127.0.0.1 (rfc4291#2.5.5.2). */
function unmapped(address: string): string {
  const lower = address.toLowerCase();
  const dotted = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(lower)?.[1];
  if (dotted !== undefined) return dotted;
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(lower);
  if (!hex) return lower;
  const [high, low] = [Number.parseInt(hex[1] ?? '', 16), Number.parseInt(hex[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function problem(why: string): DestinationProblem {
  return { kind: 'problem', why };
}

/** Names by DNS alone: the machine's own list of hosts is not for strangers to use. */
export function lookUpBy(resolver: DnsResolver): LookUp {
  return async (hostname) => {
    const answers = await Promise.allSettled([resolver.resolve(hostname, 'A'), resolver.resolve(hostname, 'AAAA')]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.map(String) : []));
  };
}
