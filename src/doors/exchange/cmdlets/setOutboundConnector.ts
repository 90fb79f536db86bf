import { invalidOperation } from '../frame/failure.ts';
import { alter, find } from '../objects/family.ts';
import { outboundConnector, outboundConnectorParameters } from '../objects/outboundConnector.ts';
import type { Cmdlet } from './cmdlet.ts';

export const setOutboundConnector: Cmdlet = {
  kind: 'changing',
  name: 'Set-OutboundConnector',
  parameters: {
    Identity: 'string',
    Name: 'string',
    IsValidated: 'boolean',
    LastValidationTimestamp: 'date',
    ValidationRecipients: 'strings',
    ...outboundConnectorParameters,
  },
  required: ['Identity'],
  decide(given, state) {
    const found = find(outboundConnector, given.text('Identity') ?? '', state);
    // Mail that waits names its connector, and so do rules.
    if ((given.text('Name') ?? found.name) !== found.name) {
      throw invalidOperation(`The connector '${found.name}' can't be renamed: mail may wait for it. Make a new one.`);
    }
    return alter(outboundConnector, found, given, state);
  },
};
