import { stuffed } from '../multiline.ts';
import { replies } from '../replies.ts';
import { messageAt } from '../state.ts';
import type { Verb } from '../verb.ts';

/** rfc1939#5: a whole message. */
export const retr: Verb = {
  name: 'RETR',
  legal: 'transaction',
  async run(dialog, argument, state) {
    const message = messageAt(state, argument.trim());
    if (!message) return replies.noSuchMessage;
    const octets = await state.maildrop.read(message.id);
    if (octets === undefined) return replies.messageGone;
    return void (await dialog.send(replies.messageFollows, stuffed(octets)));
  },
};
