import { z } from 'zod';
import { oneLine } from '../fields.ts';
import type { ActionForm } from '../form.ts';

/** Codes that Exchange leaves to administrators. */
const enhancedStatusCode = z.string().regex(/^5\.7\.(1|9\d\d)$/, 'expected 5.7.1 or a code from 5.7.900 to 5.7.999');

export const rejectMessage: ActionForm<'RejectMessage'> = {
  schema: z.strictObject({ type: z.literal('RejectMessage'), reasonText: oneLine.min(1), enhancedStatusCode }),
  ends: true,
  compile: ({ reasonText, enhancedStatusCode }) => {
    const rejected = { reasonText, enhancedStatusCode };
    return (draft) => {
      draft.rejected = rejected;
    };
  },
};
