import { listed } from '../objects/family.ts';
import { unfolded } from '../objects/outboundSpamPolicy.ts';
import { outboundSpamRule } from '../objects/outboundSpamRule.ts';
import type { Cmdlet } from './cmdlet.ts';

/** In order of priority. */
export const getHostedOutboundSpamFilterRule: Cmdlet = {
  kind: 'reading',
  name: 'Get-HostedOutboundSpamFilterRule',
  parameters: { Identity: 'string', State: { values: ['Enabled', 'Disabled'] } },
  read(given, seen) {
    const wanted = given.text('State');
    return listed(outboundSpamRule, given, unfolded(seen).state)
      .filter(({ State }) => wanted === undefined || State === wanted)
      .sort((one, other) => Number(one.Priority) - Number(other.Priority));
  },
};
