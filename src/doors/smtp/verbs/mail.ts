import { countMessage } from '../admission.ts';
import { refused, replies } from '../replies.ts';
import { readMailParameters } from '../syntax/parameters.ts';
import { readPath } from '../syntax/path.ts';
import type { Verb } from '../verb.ts';

/** rfc5321#4.1.1.2: begins a transaction. */
export const mail: Verb = {
  name: 'MAIL',
  legal: ['ready'],
  run(dialog, argument) {
    if (argument.slice(0, 5).toUpperCase() !== 'FROM:') return dialog.mistake(replies.mailSyntax);
    const path = readPath(argument.slice(5).trimStart());
    if (path.kind === 'malformed') return dialog.mistake(replies.senderMalformed);
    const { room, connection, visitor } = dialog;
    const parameters = readMailParameters(path.rest, {
      maxMessageOctets: room.limits.maxMessageOctets,
      authOffered: connection.tls,
    });
    if (typeof parameters === 'string') return dialog.mistake(parameters);
    if (path.nonAscii && !parameters.smtpUtf8) return dialog.mistake(replies.needsSmtpUtf8);
    if (!countMessage(visitor, room.limits, room.clock.now()) && dialog.bound()) return dialog.reply(replies.tooFast);
    const refusal = room.intake.sender(connection, path.address);
    if (refusal) return dialog.reply(refused(refusal));
    dialog.state = { kind: 'sender', transaction: { ...parameters, sender: path.address, recipients: [] } };
    dialog.reply(replies.senderOk);
  },
};
