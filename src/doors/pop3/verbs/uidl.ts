import { answer, list, replies } from '../replies.ts';
import { messageAt, remaining } from '../state.ts';
import type { Verb } from '../verb.ts';

/** rfc1939#7: ids that stay the same from session to session. */
export const uidl: Verb = {
  name: 'UIDL',
  legal: 'transaction',
  run(_dialog, argument, state) {
    if (argument === '') {
      return list(
        replies.listFollows,
        remaining(state).map(({ number, id }) => `${number} ${id}`),
      );
    }
    const message = messageAt(state, argument.trim());
    return message ? answer(message.number, message.id) : replies.noSuchMessage;
  },
};
