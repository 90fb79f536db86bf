import { find, removed } from '../objects/family.ts';
import { closed, transportRule } from '../objects/transportRule.ts';
import type { Cmdlet } from './cmdlet.ts';

export const removeTransportRule: Cmdlet = {
  kind: 'changing',
  name: 'Remove-TransportRule',
  parameters: { Identity: 'string' },
  required: ['Identity'],
  decide(given, state) {
    const { name } = find(transportRule, given.text('Identity') ?? '', state);
    return { writes: [...removed(transportRule, name), ...closed(state, name)] };
  },
};
