import { listed } from '../objects/family.ts';
import { transportRule } from '../objects/transportRule.ts';
import type { Cmdlet } from './cmdlet.ts';

/** In order of priority. */
export const getTransportRule: Cmdlet = {
  kind: 'reading',
  name: 'Get-TransportRule',
  parameters: {
    Identity: 'string',
    Filter: 'string',
    ResultSize: 'unlimited',
    State: { values: ['Enabled', 'Disabled'] },
    ExcludeConditionActionDetails: 'switch',
  },
  read(given, state) {
    const wanted = given.text('State');
    return listed(transportRule, given, state)
      .filter(({ State }) => wanted === undefined || State === wanted)
      .sort((one, other) => Number(one.Priority) - Number(other.Priority));
  },
};
