import { list, replies } from '../replies.ts';
import type { Dialog, Verb } from '../verb.ts';

/** rfc2449#5: what this door can, told before and after signing in. */
export const capa: Verb = {
  name: 'CAPA',
  legal: 'both',
  run(dialog, argument) {
    if (argument !== '') return replies.noArgumentAllowed;
    return list(replies.capabilitiesFollow, capabilities(dialog));
  },
};

function capabilities(dialog: Dialog): string[] {
  return [
    'TOP',
    'UIDL',
    // rfc2595#4: no password before TLS is asked for.
    ...(dialog.passwordsAllowed() ? ['USER', 'SASL PLAIN'] : []),
    ...(dialog.room.tlsOffered && !dialog.tls ? ['STLS'] : []),
    'RESP-CODES',
    'AUTH-RESP-CODE',
    'PIPELINING',
    `EXPIRE ${dialog.room.keptDays ?? 'NEVER'}`,
    'IMPLEMENTATION Passerelle',
  ];
}
