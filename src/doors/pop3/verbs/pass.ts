import { replies } from '../replies.ts';
import { signIn } from '../signIn.ts';
import type { Verb } from '../verb.ts';

/** rfc1939#7: after USER; spaces belong to the password. */
export const pass: Verb = {
  name: 'PASS',
  legal: 'authorization',
  run(dialog, argument, state) {
    if (!dialog.passwordsAllowed()) return replies.tlsNeeded;
    if (state.user === undefined) return replies.userFirst;
    dialog.state = { kind: 'authorization' };
    return signIn(dialog, { user: state.user, password: argument });
  },
};
