import { replies } from '../replies.ts';
import type { Verb } from '../verb.ts';

/** rfc2595#4: TLS from here on; what was said before is forgotten. */
export const stls: Verb = {
  name: 'STLS',
  legal: 'authorization',
  async run(dialog, argument) {
    if (argument !== '') return replies.noArgumentAllowed;
    if (dialog.tls) return replies.tlsActive;
    if (!dialog.room.tlsOffered) return replies.tlsNotOffered;
    return void (await dialog.startTls(replies.readyForTls));
  },
};
