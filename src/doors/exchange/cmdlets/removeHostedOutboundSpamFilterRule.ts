import { find, removed } from '../objects/family.ts';
import { onUnfolded } from '../objects/outboundSpamPolicy.ts';
import { othersAround, outboundSpamRule } from '../objects/outboundSpamRule.ts';
import type { Cmdlet } from './cmdlet.ts';

/** Its policy stays, and holds for nobody. */
export const removeHostedOutboundSpamFilterRule: Cmdlet = {
  kind: 'changing',
  name: 'Remove-HostedOutboundSpamFilterRule',
  parameters: { Identity: 'string' },
  required: ['Identity'],
  decide: (given, seen) =>
    onUnfolded(seen, (state) => {
      const { name } = find(outboundSpamRule, given.text('Identity') ?? '', state);
      return { writes: [...removed(outboundSpamRule, name), ...othersAround(state, name, undefined)] };
    }),
};
