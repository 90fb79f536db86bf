import { objectExists } from '../frame/failure.ts';
import { create } from '../objects/family.ts';
import { needsCustomization } from '../objects/organizationConfig.ts';
import { onUnfolded, policyParameters, scopedPolicy } from '../objects/outboundSpamPolicy.ts';
import type { Cmdlet } from './cmdlet.ts';

/** Holds for nobody before a rule says for whom. */
export const newHostedOutboundSpamFilterPolicy: Cmdlet = {
  kind: 'changing',
  name: 'New-HostedOutboundSpamFilterPolicy',
  parameters: { Name: 'string', ...policyParameters },
  required: ['Name'],
  decide(given, seen) {
    needsCustomization(seen);
    const name = given.text('Name') ?? '';
    if (name.toLowerCase() === 'default') throw objectExists(scopedPolicy.noun, name);
    return onUnfolded(seen, (state) => create(scopedPolicy, name, given, state));
  },
};
