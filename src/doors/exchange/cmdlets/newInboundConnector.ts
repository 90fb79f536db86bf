import { parameterFailure } from '../frame/failure.ts';
import { create } from '../objects/family.ts';
import { inboundConnector, inboundConnectorParameters } from '../objects/inboundConnector.ts';
import type { Cmdlet } from './cmdlet.ts';

export const newInboundConnector: Cmdlet = {
  kind: 'changing',
  name: 'New-InboundConnector',
  parameters: { Name: 'string', ...inboundConnectorParameters },
  required: ['Name', 'SenderDomains'],
  decide(given, state) {
    const marked = given.list('SenderIPAddresses').length > 0 || given.text('TlsSenderCertificateName') !== undefined;
    if (given.text('ConnectorType') === 'OnPremises' && !marked) {
      throw parameterFailure('An OnPremises connector needs SenderIPAddresses or TlsSenderCertificateName.');
    }
    return create(inboundConnector, given.text('Name') ?? '', given, state);
  },
};
