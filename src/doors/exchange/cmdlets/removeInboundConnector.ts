import { find, removed } from '../objects/family.ts';
import { inboundConnector } from '../objects/inboundConnector.ts';
import type { Cmdlet } from './cmdlet.ts';

export const removeInboundConnector: Cmdlet = {
  kind: 'changing',
  name: 'Remove-InboundConnector',
  parameters: { Identity: 'string' },
  required: ['Identity'],
  decide: (given, state) => ({
    writes: removed(inboundConnector, find(inboundConnector, given.text('Identity') ?? '', state).name),
  }),
};
