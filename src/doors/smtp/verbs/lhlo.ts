import { multiline } from '../replies.ts';
import { everyState } from '../state.ts';
import type { Verb } from '../verb.ts';
import { capabilities } from './ehlo.ts';
import { introduce } from './introduce.ts';

/** rfc2033#4.1: LMTP's greeting; EHLO and HELO are not spoken there. */
export const lhlo: Verb = {
  name: 'LHLO',
  legal: everyState,
  run(dialog, name) {
    if (introduce(dialog, name, 'LMTP')) dialog.reply(multiline(250, capabilities(dialog)));
  },
};
