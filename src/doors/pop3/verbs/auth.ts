import { readPlain } from '../../../platform/sasl.ts';
import { replies } from '../replies.ts';
import { signIn } from '../signIn.ts';
import type { Verb } from '../verb.ts';

/** rfc5034#4: PLAIN (rfc4616), with an initial response or without. */
export const auth: Verb = {
  name: 'AUTH',
  legal: 'authorization',
  async run(dialog, argument) {
    if (!dialog.passwordsAllowed()) return replies.tlsNeeded;
    const [mechanism = '', initial, ...more] = argument.split(' ');
    if (mechanism === '') return replies.argumentExpected;
    if (mechanism.toUpperCase() !== 'PLAIN') return replies.mechanismUnknown;
    if (more.length > 0) return replies.authMalformed;
    const response = initial ?? (await dialog.ask(replies.authContinue));
    // The session is over.
    if (response === undefined) return undefined;
    // rfc5034#4: a lone * cancels.
    if (response === '*') return replies.authCancelled;
    const credentials = readPlain(response);
    return credentials ? signIn(dialog, credentials) : replies.authMalformed;
  },
};
