import { casMailbox, casParameters, findCasMailbox } from '../objects/casMailbox.ts';
import { alter } from '../objects/family.ts';
import type { Cmdlet } from './cmdlet.ts';

export const setCASMailbox: Cmdlet = {
  kind: 'changing',
  name: 'Set-CASMailbox',
  parameters: { Identity: 'string', ...casParameters },
  required: ['Identity'],
  decide: (given, state) => alter(casMailbox, findCasMailbox(given.text('Identity') ?? '', state), given, state),
};
