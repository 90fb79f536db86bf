import { replies } from '../replies.ts';
import type { Verb } from '../verb.ts';

/** rfc1939#7: an address or alias. Whether it is anybody's is told by nothing but PASS. */
export const user: Verb = {
  name: 'USER',
  legal: 'authorization',
  run(dialog, argument) {
    if (!dialog.passwordsAllowed()) return replies.tlsNeeded;
    const name = argument.trim();
    if (name === '') return replies.argumentExpected;
    dialog.state = { kind: 'authorization', user: name };
    return replies.sendPassword;
  },
};
