import { z } from 'zod';
import { oneLine } from '../fields.ts';
import type { ActionForm } from '../form.ts';

/** Among several rules that route, the last one evaluated has its way. */
export const routeMessageOutboundConnector: ActionForm<'RouteMessageOutboundConnector'> = {
  schema: z.strictObject({ type: z.literal('RouteMessageOutboundConnector'), connector: oneLine.min(1) }),
  ends: false,
  compile:
    ({ connector }) =>
    (draft) => {
      draft.connector = connector;
    },
};
