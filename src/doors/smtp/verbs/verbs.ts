import { type Reply, replies } from '../replies.ts';
import type { StateName } from '../state.ts';
import type { Verb } from '../verb.ts';
import { auth } from './auth.ts';
import { bdat } from './bdat.ts';
import { data } from './data.ts';
import { ehlo } from './ehlo.ts';
import { helo } from './helo.ts';
import { help } from './help.ts';
import { lhlo } from './lhlo.ts';
import { mail } from './mail.ts';
import { noop } from './noop.ts';
import { quit } from './quit.ts';
import { rcpt } from './rcpt.ts';
import { rset } from './rset.ts';
import { starttls } from './starttls.ts';
import { vrfy } from './vrfy.ts';

const shared = [mail, rcpt, data, bdat, rset, noop, vrfy, quit, starttls, auth, help];

/** rfc2033#4.1: LHLO takes the place of EHLO and HELO, and the other way round. */
export const verbs: Readonly<Record<'SMTP' | 'LMTP', ReadonlyMap<string, Verb>>> = {
  SMTP: byName([ehlo, helo, ...shared]),
  LMTP: byName([lhlo, ...shared]),
};

/** What a command out of sequence is told: what should have come first. */
export function outOfSequence(verb: Verb, state: StateName): Reply {
  switch (state) {
    case 'greeted':
      return replies.sayHello;
    case 'ready':
      return replies.needSender;
    case 'sender':
      return verb === data ? replies.needRecipient : replies.transactionUnderWay;
    case 'recipients':
      return replies.transactionUnderWay;
    case 'chunks':
      return replies.chunksUnderWay;
  }
}

function byName(list: readonly Verb[]): ReadonlyMap<string, Verb> {
  return new Map(list.map((verb) => [verb.name, verb]));
}
