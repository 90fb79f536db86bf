import { stuffed, topOf } from '../multiline.ts';
import { replies } from '../replies.ts';
import { messageAt, readNumber } from '../state.ts';
import type { Verb } from '../verb.ts';

/** rfc1939#7: the header block and the first lines of the body. */
export const top: Verb = {
  name: 'TOP',
  legal: 'transaction',
  async run(dialog, argument, state) {
    const [which = '', count = '', ...more] = argument.trim().split(' ');
    const lines = readNumber(count);
    if (lines === undefined || more.length > 0) return replies.topSyntax;
    const message = messageAt(state, which);
    if (!message) return replies.noSuchMessage;
    const octets = await state.maildrop.read(message.id);
    if (octets === undefined) return replies.messageGone;
    return void (await dialog.send(replies.linesFollow, stuffed(topOf(octets, lines))));
  },
};
