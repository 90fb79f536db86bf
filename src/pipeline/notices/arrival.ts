/** The notice of calendaring that arrived, for the unit that files or holds it. */
import { createHash } from 'node:crypto';
import { type Letter, letterOf } from '../../calendar/imip/letter.ts';
import { ledgerKeysOf } from '../../calendar/imip.ts';
import { heldLetter } from '../../calendar/notices/letters.ts';
import { noticeWords } from '../../calendar/notices/words.ts';
import type { OutgoingScheduling, SchedulingMessage } from '../../calendar/types.ts';
import type { NoticeKind } from '../../directory/notices.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import { parseAddresses } from '../../mail/address.ts';
import { headerValue } from '../../mail/headerBlock.ts';
import type { Header } from '../../mail/message.ts';
import type { HubContext } from '../context.ts';
import type { Opened } from '../inbound/opened.ts';
import type { Effect } from '../inbound/records.ts';
import { type Given, giveNotice, type Notice, settingsOf } from './give.ts';
import { isTriagedAway, kindOfArrival, waitingOf } from './kind.ts';

export interface Arrived {
  readonly opened: Opened;
  /** Who is told. */
  readonly person: Person;
  /** Undefined when it can't be read. */
  readonly message: SchedulingMessage | undefined;
  readonly effect: Effect;
  /** What transport rules set. */
  readonly ruleHeaders: readonly Header[];
}

const nothing: Given = { writes: [], records: [] };

export async function noticeOfArrival(context: HubContext, arrived: Arrived): Promise<Given> {
  const { opened, person, message, effect, ruleHeaders } = arrived;
  // What she did herself she knows.
  if (addressesOf(person).includes(opened.headerFrom)) return nothing;
  const waiting = waitingOf(effect);
  const kind: NoticeKind | undefined = waiting ? 'held' : message && kindOfArrival(message, effect);
  if (kind === undefined || isTriagedAway(kind, ruleHeaders)) return nothing;
  if (!(await settingsOf(context, opened.directory, person))[kind]) return nothing;
  const about = { kind, person, key: keyOf(arrived, kind), at: opened.at, uid: message?.uid };
  if (waiting) {
    // From the hub and without a form: a sender whom nobody vouches for writes nothing into her mailbox.
    const summary = message?.summary || opened.subject;
    const letter = heldLetter({ why: waiting, from: opened.headerFrom, summary }, person);
    return giveNotice(context, opened.directory, { ...about, letter });
  }
  return message ? giveNotice(context, opened.directory, { ...about, ...told(arrived, message, kind) }) : nothing;
}

function told(
  { opened, person }: Arrived,
  message: SchedulingMessage,
  kind: NoticeKind,
): Pick<Notice, 'letter' | 'form' | 'fromName' | 'replyTo' | 'originKeys'> {
  const from = opened.headerFrom;
  const [author] = parseAddresses(headerValue(opened.headers, 'From') ?? '');
  const name = author?.name || from;
  const { method, ics } = message;
  return {
    letter: letterAs(message, kind, from, person, name),
    // Only what can be answered or taken off as it stands; an addition means nothing without its event.
    ...((method === 'REQUEST' || method === 'CANCEL') && {
      form: { method, ics },
      originKeys: ledgerKeysOf(message, from, person.address),
    }),
    fromName: noticeWords[person.language].via(name, opened.directory.organisation),
    ...(from !== '' && { replyTo: from }),
  };
}

function letterAs(
  message: SchedulingMessage,
  kind: NoticeKind,
  from: string,
  { language, timeZone }: Person,
  fromName: string,
): Letter {
  const { uid, ics, sequence, dtstamp, attendees } = message;
  const outgoing = { uid, ics, from, to: [], sequence, dtstamp };
  return letterOf({ ...outgoing, ...occasion(message, kind, attendees) }, { language, timeZone, fromName });
}

function occasion(
  { method }: SchedulingMessage,
  kind: NoticeKind,
  attendees: SchedulingMessage['attendees'],
): Pick<OutgoingScheduling, 'method' | 'partStat' | 'update'> {
  switch (method) {
    case 'REPLY':
      return { method, ...(attendees[0] && { partStat: attendees[0].partStat }) };
    case 'CANCEL':
    case 'DECLINECOUNTER':
      return { method };
    case 'REQUEST':
      return kind === 'change' ? { method, update: true } : { method };
    case 'ADD':
    case 'COUNTER':
    case 'REFRESH':
      return { method: 'REQUEST', update: true };
  }
}

/** The same calendaring from the same sender is told once, however often it comes. */
function keyOf({ opened, person, message }: Arrived, kind: NoticeKind): string {
  const said = message?.attendees.map(({ address, partStat }) => [address, partStat]);
  const what = message
    ? [message.uid, message.method, message.sequence, message.dtstamp, message.recurrenceIds, said]
    : [opened.messageId];
  return createHash('sha256')
    .update(JSON.stringify([person.id, kind, opened.headerFrom, what]))
    .digest('base64url');
}
