import { all, create } from '../objects/family.ts';
import { needsCustomization } from '../objects/organizationConfig.ts';
import { onUnfolded } from '../objects/outboundSpamPolicy.ts';
import { othersAround, outboundSpamRule, ruleParameters, withPriority } from '../objects/outboundSpamRule.ts';
import { asState } from '../objects/spamRuleState.ts';
import type { Cmdlet } from './cmdlet.ts';

export const newHostedOutboundSpamFilterRule: Cmdlet = {
  kind: 'changing',
  name: 'New-HostedOutboundSpamFilterRule',
  parameters: { Name: 'string', Enabled: 'boolean', ...ruleParameters },
  required: ['Name', 'HostedOutboundSpamFilterPolicy'],
  decide(given, seen) {
    needsCustomization(seen);
    return onUnfolded(seen, (state) => {
      const name = given.text('Name') ?? '';
      const change = create(outboundSpamRule, name, given, state);
      const count = all(outboundSpamRule, state).length;
      const priority = Math.min(given.integer('Priority') ?? count, count);
      const own = withPriority(change.writes, priority);
      const writes = given.flag('Enabled') === false ? asState(own, false) : own;
      return { ...change, writes: [...othersAround(state, name, priority), ...writes] };
    });
  },
};
