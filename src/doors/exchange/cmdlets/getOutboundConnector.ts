import { listed } from '../objects/family.ts';
import { outboundConnector } from '../objects/outboundConnector.ts';
import type { Cmdlet } from './cmdlet.ts';

/** Connectors in test mode are told when they are asked for. */
export const getOutboundConnector: Cmdlet = {
  kind: 'reading',
  name: 'Get-OutboundConnector',
  parameters: {
    Identity: 'string',
    IncludeTestModeConnectors: 'boolean',
    IsTransportRuleScoped: 'boolean',
    ResultSize: 'unlimited',
  },
  read(given, state) {
    const scoped = given.flag('IsTransportRuleScoped');
    return listed(outboundConnector, given, state).filter(
      ({ TestMode, IsTransportRuleScoped }) =>
        (TestMode !== true || given.flag('IncludeTestModeConnectors') === true) &&
        (scoped === undefined || IsTransportRuleScoped === scoped),
    );
  },
};
