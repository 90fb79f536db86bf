import type { Letter } from '../../calendar/imip/letter.ts';
import { schedulingBody } from '../../calendar/imip.ts';
import type { OutgoingScheduling } from '../../calendar/types.ts';
import type { NoticeKind } from '../../directory/notices.ts';
import type { Person } from '../../directory/types.ts';
import { type BodyPart, composeMessage, encodeMailbox } from '../../mail/compose.ts';
import { mailDate } from '../../mail/mailDate.ts';

export interface NoticeMail {
  readonly kind: NoticeKind;
  readonly person: Person;
  readonly letter: Letter;
  /** What her mail program can answer. */
  readonly form?: Pick<OutgoingScheduling, 'method' | 'ics'> | undefined;
  /** Name in From: the hub's, or of somebody by way of the hub. */
  readonly fromName: string;
  /** The hub's. */
  readonly from: string;
  /** Whom a plain answer reaches. */
  readonly replyTo?: string | undefined;
  readonly messageId: string;
  readonly at: number;
  readonly random: { uuid(): string };
  readonly extraHeaders?: readonly (readonly [string, string])[];
}

/**
 * A notice as mail. From is the hub, whose word it is (rfc5322#3.6.2), so that no mail system
 * on the way finds a forged sender; an answer by hand goes to whoever it is about.
 */
export function composeNotice(mail: NoticeMail): Buffer {
  const { letter, form, random } = mail;
  return composeMessage({
    headers: [
      ['From', encodeMailbox(mail.fromName, mail.from)],
      ['To', mail.person.address],
      ...(mail.replyTo === undefined ? [] : [['Reply-To', mail.replyTo] as const]),
      ['Subject', letter.subject.replaceAll(/\s+/g, ' ')],
      ['Date', mailDate(mail.at)],
      ['Message-ID', mail.messageId],
      // rfc3834#5: nobody decided to write this, and no program should answer it.
      ['Auto-Submitted', 'auto-generated'],
      ['X-Passerelle-Notice', mail.kind],
      ...(form ? [['Content-Class', 'urn:content-classes:calendarmessage'] as const] : []),
      ...(mail.extraHeaders ?? []),
    ],
    body: form ? schedulingBody(form, letter, random) : textBody(letter, random),
  });
}

function textBody(letter: Letter, random: NoticeMail['random']): BodyPart {
  return {
    kind: 'multipart',
    subtype: 'alternative',
    // Quoted-printable never holds `=_`, so no part can hold the boundary (rfc2045#6.7).
    boundary: `=_${random.uuid()}`,
    parts: [
      { kind: 'text', type: 'text/plain', text: letter.plain },
      { kind: 'text', type: 'text/html', text: letter.html },
    ],
  };
}
