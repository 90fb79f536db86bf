import { casMailbox, casParameters, findPlan } from '../objects/casMailbox.ts';
import { alter } from '../objects/family.ts';
import type { Cmdlet } from './cmdlet.ts';

/** For mailboxes that come later; those that are there keep what they have. */
export const setCASMailboxPlan: Cmdlet = {
  kind: 'changing',
  name: 'Set-CASMailboxPlan',
  parameters: { Identity: 'string', ...casParameters },
  required: ['Identity'],
  decide: (given, state) => alter(casMailbox, findPlan(given.text('Identity'), state), given, state),
};
