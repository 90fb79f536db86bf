import type { ConfigurationEntry } from '../../../store/contract.ts';
import type { Change, State } from '../cmdlets/cmdlet.ts';
import type { Given } from '../parameters/types.ts';
import { find, unchanged, written } from './family.ts';
import { onUnfolded } from './outboundSpamPolicy.ts';
import { outboundSpamRule } from './outboundSpamRule.ts';

/** The writes with the rule on or off. */
export function asState(writes: readonly ConfigurationEntry[], enabled: boolean): ConfigurationEntry[] {
  return writes.map((entry) =>
    entry.kind === 'outboundSpamFilterRule' ? { ...entry, body: { ...(entry.body as object), enabled } } : entry,
  );
}

export function switchedSpamRule(to: 'Enabled' | 'Disabled', given: Given, seen: State): Change {
  return onUnfolded(seen, (state) => {
    const { name, bag } = find(outboundSpamRule, given.text('Identity') ?? '', state);
    if (bag.State === to) return unchanged(name);
    return { writes: written(outboundSpamRule, name, { ...bag, State: to }, state) };
  });
}
