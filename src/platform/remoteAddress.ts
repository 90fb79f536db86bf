import { isIPv6 } from 'node:net';

/** An IPv4 address mapped into IPv6 is the IPv4 address (rfc4291#2.5.5.2); zones are left out. */
export function plainAddress(address: string | undefined): string | undefined {
  if (address?.toLowerCase().startsWith('::ffff:') && address.includes('.')) return address.slice(7);
  return address?.split('%')[0];
}

/** An IPv4 address, or the /64 that one IPv6 customer has at least. */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? 8 - before.length - after.length : 0;
  const groups = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
