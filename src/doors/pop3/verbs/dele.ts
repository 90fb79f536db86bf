import { replies } from '../replies.ts';
import { messageAt } from '../state.ts';
import type { Verb } from '../verb.ts';

/** rfc1939#5: marks a message; QUIT removes it. */
export const dele: Verb = {
  name: 'DELE',
  legal: 'transaction',
  run(_dialog, argument, state) {
    const message = messageAt(state, argument.trim());
    if (!message) return replies.noSuchMessage;
    state.marked.add(message.number);
    return replies.markedDeleted;
  },
};
