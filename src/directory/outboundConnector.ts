import { addressKey } from './addressKey.ts';
import type { Directory, OutboundConnector } from './types.ts';

/**
 * The connector mail for an address leaves by: the one a rule names; else, among those
 * that are enabled and not scoped to rules, the one with the most specific recipient
 * domain. Undefined: nothing serves it. A rule that names one which is not there or
 * disabled gets none: mail does not leave by a way the administrator did not choose.
 */
export function outboundConnectorFor(
  directory: Directory,
  recipientAddress: string,
  ruleConnector?: string,
): OutboundConnector | undefined {
  const enabled = directory.outboundConnectors.filter((connector) => connector.enabled);
  if (ruleConnector !== undefined) return enabled.find(({ name }) => name === ruleConnector);
  const domain = addressKey(recipientAddress)?.domain;
  if (domain === undefined) return undefined;
  let best: OutboundConnector | undefined;
  let bestRank = 0;
  for (const connector of enabled) {
    if (connector.isTransportRuleScoped) continue;
    const rank = Math.max(
      0,
      ...connector.recipientDomains.map((pattern) => specificity(pattern.toLowerCase(), domain)),
    );
    if (rank > bestRank) {
      best = connector;
      bestRank = rank;
    }
  }
  return best;
}

/** 0 when the pattern does not serve the domain; an exact name beats a longer wildcard beats a shorter one beats `*`. */
function specificity(pattern: string, domain: string): number {
  if (pattern === domain) return Number.MAX_SAFE_INTEGER;
  if (pattern === '*') return 1;
  return pattern.startsWith('*.') && domain.endsWith(pattern.slice(1)) ? pattern.length : 0;
}
