import { switchedSpamRule } from '../objects/spamRuleState.ts';
import type { Cmdlet } from './cmdlet.ts';

export const disableHostedOutboundSpamFilterRule: Cmdlet = {
  kind: 'changing',
  name: 'Disable-HostedOutboundSpamFilterRule',
  parameters: { Identity: 'string' },
  required: ['Identity'],
  decide: (given, state) => switchedSpamRule('Disabled', given, state),
};
