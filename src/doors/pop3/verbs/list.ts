import { answer, list, replies } from '../replies.ts';
import { messageAt, remaining } from '../state.ts';
import type { Verb } from '../verb.ts';

/** rfc1939#5: sizes, of one message or of all. */
export const listVerb: Verb = {
  name: 'LIST',
  legal: 'transaction',
  run(_dialog, argument, state) {
    if (argument === '') {
      return list(
        replies.listFollows,
        remaining(state).map(({ number, size }) => `${number} ${size}`),
      );
    }
    const message = messageAt(state, argument.trim());
    return message ? answer(message.number, message.size) : replies.noSuchMessage;
  },
};
