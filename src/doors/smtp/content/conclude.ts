import type { IncomingResult } from '../../../pipeline/intake.ts';
import { accepted, type Reply, refused, replies } from '../replies.ts';
import type { Dialog } from '../verb.ts';
import { stackOf, type Transfer } from './transfer.ts';

/** The content has come whole: the transaction is over, and its reply waits for the intake's commit (law L1). */
export function conclude(dialog: Dialog, transfer: Transfer): void {
  dialog.state = { kind: 'ready' };
  dialog.expectCommand();
  const { refusal } = transfer;
  if (refusal !== undefined) {
    dialog.reply(forEach(dialog, transfer, refusal));
    return;
  }
  dialog.wait(
    transfer.end(),
    (result) => dialog.reply(outcomeReplies(dialog, transfer, result)),
    (fault) => {
      dialog.room.log.error({ connection: dialog.connection.id, stack: stackOf(fault) }, 'message not settled');
      dialog.reply(forEach(dialog, transfer, replies.fault));
    },
  );
}

/** rfc2033#4.2: over LMTP one reply for each recipient that RCPT accepted, in their order. */
function forEach(dialog: Dialog, { recipients }: Transfer, reply: Reply): Reply {
  return dialog.room.protocol === 'LMTP' ? reply.repeat(recipients) : reply;
}

function outcomeReplies(dialog: Dialog, transfer: Transfer, { outcome, perRecipient }: IncomingResult): Reply {
  if (dialog.room.protocol === 'SMTP' || perRecipient === undefined) {
    return forEach(dialog, transfer, outcomeReply(outcome));
  }
  let text = '';
  for (let index = 0; index < transfer.recipients; index++) text += outcomeReply(perRecipient[index] ?? outcome);
  return text;
}

function outcomeReply(outcome: IncomingResult['outcome']): Reply {
  return outcome.kind === 'accepted' ? accepted(outcome.text) : refused(outcome);
}
