import { switchedSpamRule } from '../objects/spamRuleState.ts';
import type { Cmdlet } from './cmdlet.ts';

export const enableHostedOutboundSpamFilterRule: Cmdlet = {
  kind: 'changing',
  name: 'Enable-HostedOutboundSpamFilterRule',
  parameters: { Identity: 'string' },
  required: ['Identity'],
  decide: (given, state) => switchedSpamRule('Enabled', given, state),
};
