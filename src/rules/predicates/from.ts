import { z } from 'zod';
import { addresses } from '../fields.ts';
import type { PredicateForm } from '../form.ts';
import { senderAddresses } from '../sender.ts';

export const from: PredicateForm<'From'> = {
  schema: z.strictObject({ type: z.literal('From'), values: addresses }),
  compile({ values }, { senderAddressLocation }) {
    const wanted = new Set(values.map((value) => value.toLowerCase()));
    return (facts) => senderAddresses(facts, senderAddressLocation).some((address) => wanted.has(address));
  },
};
