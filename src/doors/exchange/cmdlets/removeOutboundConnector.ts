import { invalidOperation } from '../frame/failure.ts';
import { find, removed } from '../objects/family.ts';
import { outboundConnector } from '../objects/outboundConnector.ts';
import type { Cmdlet } from './cmdlet.ts';

export const removeOutboundConnector: Cmdlet = {
  kind: 'changing',
  name: 'Remove-OutboundConnector',
  parameters: { Identity: 'string' },
  required: ['Identity'],
  decide(given, state) {
    const { name } = find(outboundConnector, given.text('Identity') ?? '', state);
    const rule = state.directory.transportRules.find(({ actions }) =>
      actions.some((action) => action.type === 'RouteMessageOutboundConnector' && action.connector === name),
    );
    if (rule) {
      throw invalidOperation(
        `The connector '${name}' is used by the transport rule '${rule.name}'. Remove or change the rule first.`,
      );
    }
    return { writes: removed(outboundConnector, name) };
  },
};
