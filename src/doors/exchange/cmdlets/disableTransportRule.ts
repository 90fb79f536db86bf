import { switched } from '../objects/rule/switched.ts';
import type { Cmdlet } from './cmdlet.ts';

export const disableTransportRule: Cmdlet = {
  kind: 'changing',
  name: 'Disable-TransportRule',
  parameters: { Identity: 'string', Mode: { values: ['Enforce', 'Audit'] } },
  required: ['Identity'],
  decide: (given, state) => switched('Disabled', given, state),
};
