import { z } from 'zod';
import { domains } from '../fields.ts';
import type { PredicateForm } from '../form.ts';
import { isOfDomain } from '../sender.ts';

/** True when any recipient is of one of the domains, or of a subdomain. */
export const recipientDomainIs: PredicateForm<'RecipientDomainIs'> = {
  schema: z.strictObject({ type: z.literal('RecipientDomainIs'), values: domains }),
  compile({ values }) {
    const wanted = values.map((value) => value.toLowerCase());
    return (facts) => facts.recipients.some((address) => isOfDomain(address.toLowerCase(), wanted));
  },
};
