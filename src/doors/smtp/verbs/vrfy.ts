import { replies } from '../replies.ts';
import type { Verb } from '../verb.ts';

/** rfc5321#7.3: who has a mailbox here is not told; RCPT is the way to find out. */
export const vrfy: Verb = {
  name: 'VRFY',
  legal: ['greeted', 'ready', 'sender', 'recipients'],
  run: (dialog) => dialog.reply(replies.cannotVerify),
};
