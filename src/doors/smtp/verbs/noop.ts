import { replies } from '../replies.ts';
import { everyState } from '../state.ts';
import type { Verb } from '../verb.ts';

/** rfc5321#4.1.1.9: nothing; a parameter is ignored. */
export const noop: Verb = { name: 'NOOP', legal: everyState, run: (dialog) => dialog.reply(replies.ok) };
