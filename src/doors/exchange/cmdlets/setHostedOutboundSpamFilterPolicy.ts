import { alter } from '../objects/family.ts';
import { needsCustomization } from '../objects/organizationConfig.ts';
import {
  defaultPolicy,
  findPolicy,
  onUnfolded,
  policyParameters,
  scopedPolicy,
} from '../objects/outboundSpamPolicy.ts';
import type { Cmdlet } from './cmdlet.ts';

export const setHostedOutboundSpamFilterPolicy: Cmdlet = {
  kind: 'changing',
  name: 'Set-HostedOutboundSpamFilterPolicy',
  parameters: { Identity: 'string', ...policyParameters },
  required: ['Identity'],
  decide(given, seen) {
    needsCustomization(seen);
    return onUnfolded(seen, (state) => {
      const { family, found } = findPolicy(given.text('Identity') ?? '', state);
      if (family === scopedPolicy) return alter(scopedPolicy, found, given, state);
      const change = alter(defaultPolicy, found, given, state);
      return {
        ...change,
        ...(change.warnings && { warnings: change.warnings.map((each) => each.replace(found.name, 'Default')) }),
      };
    });
  },
};
