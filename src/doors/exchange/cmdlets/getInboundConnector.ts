import { listed } from '../objects/family.ts';
import { inboundConnector } from '../objects/inboundConnector.ts';
import type { Cmdlet } from './cmdlet.ts';

export const getInboundConnector: Cmdlet = {
  kind: 'reading',
  name: 'Get-InboundConnector',
  parameters: { Identity: 'string', ResultSize: 'unlimited' },
  read: (given, state) => listed(inboundConnector, given, state),
};
