import { type Reply, replies } from '../replies.ts';
import type { Transaction } from '../state.ts';
import type { Dialog, Verb } from '../verb.ts';

/** rfc1939#6: after sign-in this is the UPDATE state, which removes what is marked, all in one commit. */
export const quit: Verb = {
  name: 'QUIT',
  legal: 'both',
  async run(dialog, argument, state) {
    if (argument !== '') return replies.noArgumentAllowed;
    const farewell = state.kind === 'transaction' ? await update(dialog, state) : replies.bye;
    return void (await dialog.close(farewell));
  },
};

async function update(dialog: Dialog, { maildrop, marked }: Transaction): Promise<Reply> {
  dialog.state = { kind: 'update', maildrop };
  const ids = [...marked].flatMap((number) => maildrop.messages[number - 1]?.id ?? []);
  try {
    if (ids.length > 0) await maildrop.remove(ids);
    return replies.bye;
  } catch (fault) {
    const stack = fault instanceof Error ? fault.stack : String(fault);
    dialog.room.log.error({ connection: dialog.id, stack }, 'POP3 messages not removed');
    return replies.notRemoved;
  } finally {
    // Before the farewell: who has read it can open the mailbox again.
    await maildrop.release();
  }
}
