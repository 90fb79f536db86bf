import { replies } from '../replies.ts';
import { everyState } from '../state.ts';
import type { Verb } from '../verb.ts';

/** rfc5321#4.1.1.8. */
export const help: Verb = { name: 'HELP', legal: everyState, run: (dialog) => dialog.reply(replies.help) };
