import { z } from 'zod';
import { addresses } from '../fields.ts';
import type { ActionForm } from '../form.ts';

/** The message goes to these addresses in place of its recipients; several rules add up, each address once. */
export const redirectMessageTo: ActionForm<'RedirectMessageTo'> = {
  schema: z.strictObject({ type: z.literal('RedirectMessageTo'), addresses }),
  ends: false,
  compile: (action) => (draft) => {
    draft.redirectTo = [...new Set([...draft.redirectTo, ...action.addresses])];
  },
};
