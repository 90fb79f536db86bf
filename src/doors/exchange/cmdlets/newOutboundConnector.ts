import { create } from '../objects/family.ts';
import { outboundConnector, outboundConnectorParameters } from '../objects/outboundConnector.ts';
import type { Cmdlet } from './cmdlet.ts';

export const newOutboundConnector: Cmdlet = {
  kind: 'changing',
  name: 'New-OutboundConnector',
  parameters: { Name: 'string', ...outboundConnectorParameters },
  required: ['Name', 'ConnectorType'],
  decide: (given, state) => create(outboundConnector, given.text('Name') ?? '', given, state),
};
