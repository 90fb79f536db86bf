import { z } from 'zod';
import { compileIpRanges } from '../../mail/ipRanges.ts';
import { ipRanges } from '../fields.ts';
import type { PredicateForm } from '../form.ts';

export const senderIpRanges: PredicateForm<'SenderIpRanges'> = {
  schema: z.strictObject({ type: z.literal('SenderIpRanges'), values: ipRanges }),
  compile({ values }) {
    const ranges = compileIpRanges(values);
    return (facts) => ranges.contains(facts.senderIp);
  },
};
