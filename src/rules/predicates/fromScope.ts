import { z } from 'zod';
import { scope } from '../fields.ts';
import type { PredicateForm } from '../form.ts';

/** Real origin of the message. What is in neither set (anonymous with an own-domain sender) matches neither value. */
export const fromScope: PredicateForm<'FromScope'> = {
  schema: z.strictObject({ type: z.literal('FromScope'), value: scope }),
  compile:
    ({ value }) =>
    (facts) =>
      facts.fromScope === value,
};
