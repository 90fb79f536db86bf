import { ChunkInput, DiscardInput } from '../content/chunkInput.ts';
import { Transfer } from '../content/transfer.ts';
import { replies } from '../replies.ts';
import type { Dialog, Verb } from '../verb.ts';

/**
 * rfc3030#2: the content in counted chunks. BINARYMIME is not offered: what is accepted here
 * may have to be sent on to servers that can't take it, and bare line ends stay refused.
 */
export const bdat: Verb = {
  name: 'BDAT',
  legal: ['recipients', 'chunks'],
  run(dialog, argument) {
    const chunk = readChunk(argument);
    if (chunk === undefined) return dialog.close(replies.chunkSyntax);
    const { state } = dialog;
    if (state.kind !== 'recipients' && state.kind !== 'chunks') return;
    const transfer =
      state.kind === 'chunks'
        ? state.transfer
        : new Transfer(dialog, { ...state.transaction, connection: dialog.connection });
    transfer.announce(chunk.size);
    const input = new ChunkInput(dialog, state.transaction, transfer, chunk.size, chunk.last);
    dialog.expectContent(input, transfer);
    if (chunk.size === 0) input.settle();
  },
  outOfSequence(dialog, argument) {
    const chunk = readChunk(argument);
    if (chunk === undefined) return dialog.close(replies.chunkSyntax);
    const reply = outOfSequenceReply(dialog);
    if (chunk.size > dialog.room.limits.maxMessageOctets) return dialog.close(reply);
    if (chunk.size === 0) return dialog.mistake(reply);
    dialog.expectContent(new DiscardInput(dialog, chunk.size, reply));
  },
};

function outOfSequenceReply({ state }: Dialog) {
  if (state.kind === 'greeted') return replies.sayHello;
  return state.kind === 'ready' ? replies.needSender : replies.needRecipient;
}

/** Undefined when the size can't be read: then nobody knows where the next command begins. */
function readChunk(argument: string): { readonly size: number; readonly last: boolean } | undefined {
  const [size = '', last, ...more] = argument.split(' ');
  if (!/^[0-9]{1,15}$/.test(size) || more.length > 0) return undefined;
  if (last !== undefined && last.toUpperCase() !== 'LAST') return undefined;
  return { size: Number(size), last: last !== undefined };
}
