import { refused, replies } from '../replies.ts';
import { readRecipientParameters } from '../syntax/parameters.ts';
import { readPath } from '../syntax/path.ts';
import type { Verb } from '../verb.ts';

/** rfc5321#4.1.1.3: one more recipient. */
export const rcpt: Verb = {
  name: 'RCPT',
  legal: ['sender', 'recipients'],
  run(dialog, argument) {
    const { state, room, connection } = dialog;
    if (state.kind !== 'sender' && state.kind !== 'recipients') return;
    if (argument.slice(0, 3).toUpperCase() !== 'TO:') return dialog.mistake(replies.recipientSyntax);
    const path = readPath(argument.slice(3).trimStart());
    if (path.kind === 'malformed' || path.address === '') return dialog.mistake(replies.recipientMalformed);
    const { transaction } = state;
    if (path.nonAscii && !transaction.smtpUtf8) return dialog.mistake(replies.needsSmtpUtf8);
    const parameters = readRecipientParameters(path.rest);
    if (typeof parameters === 'string') return dialog.mistake(parameters);
    // rfc5321#4.5.3.1.10: 452, so that the sender sends the message again to the rest.
    if (transaction.recipients.length >= room.limits.maxRecipients) return dialog.reply(replies.tooManyRecipients);
    const recipient = { address: path.address, ...parameters };
    const refusal = room.intake.recipient(connection, transaction.sender, recipient);
    if (refusal) return dialog.reply(refused(refusal));
    transaction.recipients.push(recipient);
    if (state.kind === 'sender') dialog.state = { kind: 'recipients', transaction };
    dialog.reply(replies.recipientOk);
  },
};
