import { composeImip } from '../calendar/imip.ts';
import { answerInvitation } from '../calendar/itip/answer.ts';
import { readScheduling } from '../calendar/scheduling/read.ts';
import type { PartStat } from '../calendar/types.ts';
import { MessageScanner } from '../mail/scanner/scanner.ts';
import type { HomeMessage } from './mailboxes.ts';

/** An answer as a mail program at home would write it, to the newest invitation in the mailbox. */
export function writeAnswer(parts: {
  mailbox: readonly HomeMessage[];
  person: string;
  /** All addresses of the person. */
  addresses: readonly string[];
  partStat: PartStat;
  /** Which invitation; without it, the newest. */
  uid?: string;
  domain: string;
  now: number;
  uuid(): string;
}): { readonly from: string; readonly to: readonly string[]; readonly octets: Buffer } {
  const { mailbox, person, addresses, partStat, uid, domain, now, uuid } = parts;
  const invitation = mailbox
    .toReversed()
    .flatMap(invitationsIn)
    .find((each) => uid === undefined || each.uid === uid);
  if (!invitation) throw new Error(`no invitation${uid === undefined ? '' : ` ${uid}`} in the mailbox of ${person}`);
  const invited = invitation.attendees.find(({ address }) => addresses.includes(address));
  const answered = answerInvitation({
    stored: invitation.ics,
    addresses,
    invitedAs: invited?.address ?? person,
    partStat,
    now,
  });
  if (answered.kind !== 'answered') throw new Error(`${person} can't answer ${invitation.uid}: ${answered.kind}`);
  const { reply } = answered;
  const octets = composeImip(reply, {
    language: 'en',
    messageId: `<${uuid()}@${domain}>`,
    date: now,
    random: { uuid },
    recipient: reply.to[0] ?? '',
    timeZone: 'Europe/Paris',
  });
  return { from: reply.from, to: reply.to, octets };
}

function invitationsIn({ raw }: HomeMessage) {
  const scanner = new MessageScanner();
  scanner.write(raw);
  return scanner.end().forms.flatMap(({ text, truncated }) => {
    const message = text === undefined || truncated ? undefined : readScheduling(text);
    return message?.kind === 'message' && message.method === 'REQUEST' ? [message] : [];
  });
}
