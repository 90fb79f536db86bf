import { replies } from '../replies.ts';
import type { Verb } from '../verb.ts';

/** rfc3207#4: TLS from here on; all that was said before is forgotten (rfc3207#4.2). */
export const starttls: Verb = {
  name: 'STARTTLS',
  legal: ['greeted', 'ready', 'sender', 'recipients'],
  run(dialog, argument) {
    if (argument !== '') return dialog.mistake(replies.noParametersAllowed);
    if (dialog.connection.tls) return dialog.mistake(replies.tlsActive);
    if (!dialog.room.tlsOffered) return dialog.mistake(replies.tlsNotOffered);
    dialog.startTls();
  },
};
