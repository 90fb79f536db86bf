import { BlockList, isIP } from 'node:net';

export interface IpRanges {
  /** Whether the address, IPv4 or IPv6 without port or zone, lies in one of the ranges; false for what is no address. */
  contains(address: string): boolean;
}

/** What is wrong with a range, in words for whoever wrote it; undefined when nothing is. */
export function ipRangeProblem(range: string): string | undefined {
  return readRange(range) === undefined
    ? `'${range}' is no address range: write an address, a CIDR range like 192.0.2.0/24 or 2001:db8::/32, or first-last`
    : undefined;
}

/** Ranges as one address, CIDR (rfc4632, rfc4291) or `first-last`. Throws on a range that `ipRangeProblem` would name. */
export function compileIpRanges(ranges: readonly string[]): IpRanges {
  const list = new BlockList();
  for (const text of ranges) {
    const range = readRange(text);
    if (range === undefined) throw new Error(ipRangeProblem(text));
    if ('last' in range) list.addRange(range.first, range.last, range.family);
    else list.addSubnet(range.first, range.bits, range.family);
  }
  return {
    contains(address) {
      const version = isIP(address);
      return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

type Family = 'ipv4' | 'ipv6';
type Range =
  | { readonly first: string; readonly bits: number; readonly family: Family }
  | { readonly first: string; readonly last: string; readonly family: Family };

function readRange(text: string): Range | undefined {
  const dash = text.indexOf('-');
  if (dash !== -1) return readFirstLast(text.slice(0, dash).trim(), text.slice(dash + 1).trim());
  const [first = '', bits, ...more] = text.split('/');
  const version = isIP(first);
  if (version === 0 || more.length > 0) return undefined;
  const most = version === 4 ? 32 : 128;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most)) return undefined;
  return { first, bits: bits === undefined ? most : Number(bits), family: version === 4 ? 'ipv4' : 'ipv6' };
}

function readFirstLast(first: string, last: string): Range | undefined {
  const version = isIP(first);
  if (version === 0 || isIP(last) !== version) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  try {
    new BlockList().addRange(first, last, family);
  } catch {
    // Node refuses a range whose end lies before its start.
    return undefined;
  }
  return { first, last, family };
}
