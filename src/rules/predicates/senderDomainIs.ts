import { z } from 'zod';
import { domains } from '../fields.ts';
import type { PredicateForm } from '../form.ts';
import { isOfDomain, senderAddresses } from '../sender.ts';

/** Matches subdomains too. */
export const senderDomainIs: PredicateForm<'SenderDomainIs'> = {
  schema: z.strictObject({ type: z.literal('SenderDomainIs'), values: domains }),
  compile({ values }, { senderAddressLocation }) {
    const wanted = values.map((value) => value.toLowerCase());
    return (facts) => senderAddresses(facts, senderAddressLocation).some((address) => isOfDomain(address, wanted));
  },
};
