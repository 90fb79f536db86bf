import { replies } from '../replies.ts';
import type { Verb } from '../verb.ts';

/** rfc1939#5. */
export const noop: Verb = {
  name: 'NOOP',
  legal: 'transaction',
  run: (_dialog, argument) => (argument === '' ? replies.nothingDone : replies.noArgumentAllowed),
};
