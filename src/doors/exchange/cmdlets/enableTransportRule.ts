import { switched } from '../objects/rule/switched.ts';
import type { Cmdlet } from './cmdlet.ts';

export const enableTransportRule: Cmdlet = {
  kind: 'changing',
  name: 'Enable-TransportRule',
  parameters: { Identity: 'string', Mode: { values: ['Enforce', 'Audit'] } },
  required: ['Identity'],
  decide: (given, state) => switched('Enabled', given, state),
};
