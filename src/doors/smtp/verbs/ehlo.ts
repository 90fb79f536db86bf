import { multiline } from '../replies.ts';
import { everyState } from '../state.ts';
import type { Dialog, Verb } from '../verb.ts';
import { introduce } from './introduce.ts';

/** rfc5321#4.1.1.1: who the peer is; answered with what this door can do. */
export const ehlo: Verb = {
  name: 'EHLO',
  legal: everyState,
  run(dialog, name) {
    if (introduce(dialog, name, 'ESMTP')) dialog.reply(multiline(250, capabilities(dialog)));
  },
};

/** Extensions offered to this peer now; AUTH only under TLS, STARTTLS only before it. */
export function capabilities({ room, connection }: Dialog): string[] {
  return [
    room.hostname,
    'PIPELINING',
    `SIZE ${room.limits.maxMessageOctets}`,
    '8BITMIME',
    'SMTPUTF8',
    'CHUNKING',
    'DSN',
    ...(room.tlsOffered && !connection.tls ? ['STARTTLS'] : []),
    ...(connection.tls ? ['AUTH PLAIN LOGIN'] : []),
    'ENHANCEDSTATUSCODES',
  ];
}
