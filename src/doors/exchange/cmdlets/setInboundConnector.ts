import { alter, find } from '../objects/family.ts';
import { inboundConnector, inboundConnectorParameters } from '../objects/inboundConnector.ts';
import type { Cmdlet } from './cmdlet.ts';

export const setInboundConnector: Cmdlet = {
  kind: 'changing',
  name: 'Set-InboundConnector',
  parameters: { Identity: 'string', Name: 'string', ...inboundConnectorParameters },
  required: ['Identity'],
  decide: (given, state) =>
    alter(inboundConnector, find(inboundConnector, given.text('Identity') ?? '', state), given, state),
};
