import { answer, replies } from '../replies.ts';
import { remaining } from '../state.ts';
import type { Verb } from '../verb.ts';

/** rfc1939#5: how many messages and octets, without those marked. */
export const stat: Verb = {
  name: 'STAT',
  legal: 'transaction',
  run(_dialog, argument, state) {
    if (argument !== '') return replies.noArgumentAllowed;
    const messages = remaining(state);
    return answer(
      messages.length,
      messages.reduce((sum, { size }) => sum + size, 0),
    );
  },
};
