import { all, alter, find } from '../objects/family.ts';
import { onUnfolded } from '../objects/outboundSpamPolicy.ts';
import { othersAround, outboundSpamRule, ruleParameters, withPriority } from '../objects/outboundSpamRule.ts';
import type { Cmdlet } from './cmdlet.ts';

export const setHostedOutboundSpamFilterRule: Cmdlet = {
  kind: 'changing',
  name: 'Set-HostedOutboundSpamFilterRule',
  parameters: { Identity: 'string', Name: 'string', ...ruleParameters },
  required: ['Identity'],
  decide: (given, seen) =>
    onUnfolded(seen, (state) => {
      const found = find(outboundSpamRule, given.text('Identity') ?? '', state);
      const change = alter(outboundSpamRule, found, given, state);
      const wanted = given.integer('Priority');
      if (wanted === undefined || change.writes.length === 0) return change;
      const priority = Math.min(wanted, all(outboundSpamRule, state).length - 1);
      return {
        ...change,
        writes: [...othersAround(state, found.name, priority), ...withPriority(change.writes, priority)],
      };
    }),
};
