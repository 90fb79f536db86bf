import { replies } from '../replies.ts';
import type { Verb } from '../verb.ts';

/** rfc1939#5: takes all marks back. */
export const rset: Verb = {
  name: 'RSET',
  legal: 'transaction',
  run(_dialog, argument, state) {
    if (argument !== '') return replies.noArgumentAllowed;
    state.marked.clear();
    return replies.marksTakenBack;
  },
};
