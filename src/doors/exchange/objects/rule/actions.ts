import type { Action } from '../../../../rules/types.ts';
import type { State } from '../../cmdlets/cmdlet.ts';
import { invalidValue, objectNotFound } from '../../frame/failure.ts';
import type { ParameterTable } from '../../parameters/types.ts';
import { type Bag, flagIn, listIn, textIn } from '../family.ts';
import { addressOf } from '../person.ts';

export const actionParameters: ParameterTable = {
  SetHeaderName: 'string',
  SetHeaderValue: 'string',
  RemoveHeader: 'string',
  DeleteMessage: 'boolean',
  RejectMessageReasonText: 'string',
  RejectMessageEnhancedStatusCode: 'string',
  RouteMessageOutboundConnector: 'string',
  RedirectMessageTo: 'strings',
};

export const actionDefaults: Bag = {
  SetHeaderName: null,
  SetHeaderValue: null,
  RemoveHeader: null,
  DeleteMessage: false,
  RejectMessageReasonText: null,
  RejectMessageEnhancedStatusCode: null,
  RouteMessageOutboundConnector: null,
  RedirectMessageTo: [],
};

export function bagOfActions(actions: readonly Action[]): Bag {
  return { ...actionDefaults, ...Object.assign({}, ...actions.map(bagOf)) };
}

function bagOf(action: Action): Bag {
  switch (action.type) {
    case 'SetHeader':
      return { SetHeaderName: action.name, SetHeaderValue: action.value };
    case 'RemoveHeader':
      return { RemoveHeader: action.name };
    case 'DeleteMessage':
      return { DeleteMessage: true };
    case 'RejectMessage':
      return {
        RejectMessageReasonText: action.reasonText,
        RejectMessageEnhancedStatusCode: action.enhancedStatusCode,
      };
    case 'RouteMessageOutboundConnector':
      return { RouteMessageOutboundConnector: action.connector };
    case 'RedirectMessageTo':
      return { RedirectMessageTo: action.addresses };
  }
}

/** In the order in which they are taken: what ends the message comes last. */
export function actionsOf(bag: Bag, state: State): Action[] {
  const actions: Action[] = [];
  const removeHeader = textIn(bag, 'RemoveHeader');
  if (removeHeader) actions.push({ type: 'RemoveHeader', name: removeHeader });
  const headerName = textIn(bag, 'SetHeaderName');
  const headerValue = textIn(bag, 'SetHeaderValue');
  if ((headerName === undefined) !== (headerValue === undefined)) {
    throw invalidValue('The parameters SetHeaderName and SetHeaderValue need each other.');
  }
  if (headerName !== undefined && headerValue !== undefined) {
    actions.push({ type: 'SetHeader', name: headerName, value: headerValue });
  }
  const connector = textIn(bag, 'RouteMessageOutboundConnector');
  if (connector) actions.push({ type: 'RouteMessageOutboundConnector', connector: connectorNamed(connector, state) });
  const redirectTo = listIn(bag, 'RedirectMessageTo');
  if (redirectTo.length > 0) {
    actions.push({ type: 'RedirectMessageTo', addresses: redirectTo.map((identity) => addressOf(identity, state)) });
  }
  const status = textIn(bag, 'RejectMessageEnhancedStatusCode');
  const reason = textIn(bag, 'RejectMessageReasonText') ?? (status && 'Delivery not authorized, message refused');
  if (reason) actions.push({ type: 'RejectMessage', reasonText: reason, enhancedStatusCode: status ?? '5.7.1' });
  if (flagIn(bag, 'DeleteMessage')) actions.push({ type: 'DeleteMessage' });
  return actions;
}

function connectorNamed(identity: string, { directory, tenant }: State): string {
  const found = directory.outboundConnectors.find(({ name }) => name.toLowerCase() === identity.toLowerCase());
  if (!found) throw objectNotFound(identity, directory.domain || tenant);
  return found.name;
}
