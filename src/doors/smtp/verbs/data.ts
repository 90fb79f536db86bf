import { DataInput } from '../content/dataInput.ts';
import { Transfer } from '../content/transfer.ts';
import { replies } from '../replies.ts';
import type { Verb } from '../verb.ts';

/** rfc5321#4.1.1.4: the content, up to a dot alone on its line. */
export const data: Verb = {
  name: 'DATA',
  legal: ['recipients'],
  run(dialog, argument) {
    const { state, connection } = dialog;
    if (state.kind !== 'recipients') return;
    if (argument !== '') return dialog.mistake(replies.noParametersAllowed);
    const transfer = new Transfer(dialog, { ...state.transaction, connection });
    if (transfer.refusal !== undefined) {
      dialog.reset('not begun');
      return dialog.reply(transfer.refusal);
    }
    dialog.expectContent(new DataInput(dialog, transfer), transfer);
    dialog.reply(replies.startData);
  },
};
