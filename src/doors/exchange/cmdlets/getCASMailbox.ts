import { casMailbox, casMailboxes, findCasMailbox } from '../objects/casMailbox.ts';
import { told } from '../objects/family.ts';
import type { Cmdlet } from './cmdlet.ts';

export const getCASMailbox: Cmdlet = {
  kind: 'reading',
  name: 'Get-CASMailbox',
  parameters: { Identity: 'string', Filter: 'string', ResultSize: 'unlimited', SortBy: 'string' },
  read(given, state) {
    const identity = given.text('Identity');
    const found = identity === undefined ? casMailboxes(state) : [findCasMailbox(identity, state)];
    return found.map((each) => told(casMailbox, each, state));
  },
};
