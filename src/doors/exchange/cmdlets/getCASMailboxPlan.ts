import { casMailbox, findPlan } from '../objects/casMailbox.ts';
import { told } from '../objects/family.ts';
import type { Cmdlet } from './cmdlet.ts';

export const getCASMailboxPlan: Cmdlet = {
  kind: 'reading',
  name: 'Get-CASMailboxPlan',
  parameters: { Identity: 'string', Filter: 'string', ResultSize: 'unlimited' },
  read: (given, state) => [told(casMailbox, findPlan(given.text('Identity'), state), state)],
};
