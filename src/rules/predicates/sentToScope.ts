import { z } from 'zod';
import { scope } from '../fields.ts';
import type { PredicateForm } from '../form.ts';

/** True when any recipient is in the scope. */
export const sentToScope: PredicateForm<'SentToScope'> = {
  schema: z.strictObject({ type: z.literal('SentToScope'), value: scope }),
  compile:
    ({ value }) =>
    (facts) =>
      facts.sentToScopes.includes(value),
};
