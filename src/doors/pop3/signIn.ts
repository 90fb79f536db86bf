import type { Credentials } from '../../platform/sasl.ts';
import { type Reply, replies, signedIn } from './replies.ts';
import type { Dialog, Spoken } from './verb.ts';

/** Opens the mailbox, whichever verb brought the password, and enters the TRANSACTION state. */
export async function signIn(dialog: Dialog, { user, password }: Credentials): Promise<Reply | Spoken> {
  const opened = await dialog.room.maildrops.open(user, password);
  switch (opened.kind) {
    case 'refused':
      return dialog.signInFailed();
    case 'inUse':
      return replies.inUse;
    case 'opened': {
      const { maildrop } = opened;
      dialog.state = { kind: 'transaction', maildrop, marked: new Set() };
      return signedIn(
        maildrop.messages.length,
        maildrop.messages.reduce((sum, { size }) => sum + size, 0),
      );
    }
  }
}
