import { multiline } from '../replies.ts';
import { everyState } from '../state.ts';
import type { Verb } from '../verb.ts';
import { introduce } from './introduce.ts';

/** rfc5321#4.1.1.1: the greeting without extensions. */
export const helo: Verb = {
  name: 'HELO',
  legal: everyState,
  run(dialog, name) {
    if (introduce(dialog, name, 'SMTP')) dialog.reply(multiline(250, [dialog.room.hostname]));
  },
};
