import { z } from 'zod';
import type { ActionForm } from '../form.ts';

/** Silent: the sender is told nothing. Ends later rules. */
export const deleteMessage: ActionForm<'DeleteMessage'> = {
  schema: z.strictObject({ type: z.literal('DeleteMessage') }),
  ends: true,
  compile: () => (draft) => {
    draft.deleted = true;
  },
};
