import { replies } from '../replies.ts';
import { everyState } from '../state.ts';
import type { Verb } from '../verb.ts';

/** rfc5321#4.1.1.10: the end; a transaction under way is forgotten. */
export const quit: Verb = {
  name: 'QUIT',
  legal: everyState,
  run(dialog, argument) {
    if (argument !== '') return dialog.mistake(replies.noParametersAllowed);
    dialog.close(replies.bye);
  },
};
