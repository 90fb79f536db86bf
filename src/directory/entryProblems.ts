import type { z } from 'zod';
import { validateRule } from '../rules/validate.ts';
import * as forms from './entryForms.ts';
import type { Entry } from './readEntry.ts';

const formOf: Readonly<Record<string, z.ZodType>> = {
  organisation: forms.organisationForm,
  acceptedDomain: forms.acceptedDomainForm,
  person: forms.personForm,
  inboundConnector: forms.inboundConnectorForm,
  outboundConnector: forms.outboundConnectorForm,
  outboundSpamPolicy: forms.outboundSpamPolicyForm,
  outboundSpamFilterPolicy: forms.outboundSpamFilterPolicyForm,
  outboundSpamFilterRule: forms.outboundSpamFilterRuleForm,
  remoteDomain: forms.remoteDomainForm,
  casMailbox: forms.casMailboxForm,
  dkimSigningConfig: forms.dkimSigningConfigForm,
  domain: forms.domainForm,
  bridge: forms.bridgeForm,
  booking: forms.bookingForm,
  meetings: forms.meetingsForm,
};

export interface EntryProblem {
  readonly where: string;
  readonly message: string;
}

/** What is wrong with an entry before it is written; nothing is wrong with one that deletes. */
export function entryProblems({ kind, name, body }: Entry): readonly EntryProblem[] {
  if (body === undefined) return [];
  if (kind === 'transportRule') {
    const validated = validateRule(body, name);
    return validated.kind === 'rule' ? [] : validated.problems;
  }
  const parsed = formOf[kind]?.safeParse(body);
  if (parsed === undefined || parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({ where: `${name}: ${path.join('.') || kind}`, message }));
}
