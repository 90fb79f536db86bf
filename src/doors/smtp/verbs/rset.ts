import { replies } from '../replies.ts';
import { everyState } from '../state.ts';
import type { Verb } from '../verb.ts';

/** rfc5321#4.1.1.5: forgets the transaction. */
export const rset: Verb = {
  name: 'RSET',
  legal: everyState,
  run(dialog, argument) {
    if (argument !== '') return dialog.mistake(replies.noParametersAllowed);
    dialog.reset('RSET');
    dialog.reply(replies.ok);
  },
};
