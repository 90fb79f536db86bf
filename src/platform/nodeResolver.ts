import { Resolver } from 'node:dns/promises';
import type { DnsResolver } from './resolver.ts';

/** DNS by the machine's resolver, or by `server` (address:port). */
export function createNodeResolver(server?: string): DnsResolver {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  return { resolve: async (name, type) => (await resolver.resolve(name, type)) as unknown[] };
}
