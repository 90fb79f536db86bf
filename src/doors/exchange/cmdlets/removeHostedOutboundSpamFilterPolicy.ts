import { invalidOperation } from '../frame/failure.ts';
import { all, removed } from '../objects/family.ts';
import { findPolicy, onUnfolded, scopedPolicy } from '../objects/outboundSpamPolicy.ts';
import { outboundSpamRule } from '../objects/outboundSpamRule.ts';
import type { Cmdlet } from './cmdlet.ts';

export const removeHostedOutboundSpamFilterPolicy: Cmdlet = {
  kind: 'changing',
  name: 'Remove-HostedOutboundSpamFilterPolicy',
  parameters: { Identity: 'string', Force: 'switch' },
  required: ['Identity'],
  decide: (given, seen) =>
    onUnfolded(seen, (state) => {
      const { family, found } = findPolicy(given.text('Identity') ?? '', state);
      if (family !== scopedPolicy) throw invalidOperation("The policy 'Default' can't be removed.");
      const rule = all(outboundSpamRule, state).find(({ bag }) => bag.HostedOutboundSpamFilterPolicy === found.name);
      if (rule)
        throw invalidOperation(`The policy '${found.name}' is used by the rule '${rule.name}'. Remove the rule first.`);
      return { writes: removed(scopedPolicy, found.name) };
    }),
};
