import { told } from '../objects/family.ts';
import {
  type AnyPolicy,
  defaultPolicy,
  findPolicy,
  policies,
  scopedPolicy,
  unfolded,
} from '../objects/outboundSpamPolicy.ts';
import type { Cmdlet } from './cmdlet.ts';

export const getHostedOutboundSpamFilterPolicy: Cmdlet = {
  kind: 'reading',
  name: 'Get-HostedOutboundSpamFilterPolicy',
  parameters: { Identity: 'string' },
  read(given, seen) {
    const { state } = unfolded(seen);
    const identity = given.text('Identity');
    const found = identity === undefined ? policies(state) : [findPolicy(identity, state)];
    return found.map(({ family, found: each }: AnyPolicy) =>
      family === defaultPolicy ? told(defaultPolicy, each, state) : told(scopedPolicy, each, state),
    );
  },
};
