/**
 * iMIP (rfc6047): a scheduling message as mail. A person reads the text, a calendar
 * program reads text/calendar beside it, and old clients that know only attachments
 * find the same object as invite.ics.
 */
import { type BodyPart, composeMessage, encodeMailbox } from '../mail/compose.ts';
import { mailDate } from '../mail/mailDate.ts';
import { letterOf } from './imip/letter.ts';
import type { Language } from './imip/words.ts';
import type { OutgoingScheduling } from './types.ts';

export { ledgerKey, ledgerKeysOf } from './scheduling/ledgerKey.ts';

export interface ImipOptions {
  readonly language: Language;
  /** Display name of the sender. */
  readonly fromName?: string;
  /** With its angle brackets. */
  readonly messageId: string;
  /** ms. */
  readonly date: number;
  readonly random: { uuid(): string };
  /** Address in To: one mail a recipient, so that each is told of in the trace and can be recognised. */
  readonly recipient: string;
  /** IANA name in which the reader is told the time. */
  readonly timeZone: string;
  readonly extraHeaders?: readonly (readonly [string, string])[];
}

/** The whole message, header and body. */
export function composeImip(outgoing: OutgoingScheduling, options: ImipOptions): Buffer {
  const { language, fromName, timeZone, random } = options;
  const letter = letterOf(outgoing, { language, timeZone, ...(fromName !== undefined && { fromName }) });
  const headers: (readonly [string, string])[] = [
    ['From', encodeMailbox(fromName ?? '', outgoing.from)],
    ...senderHeader(outgoing),
    ['To', options.recipient],
    ['Subject', letter.subject.replaceAll('\n', ' ')],
    ['Date', mailDate(options.date)],
    ['Message-ID', options.messageId],
    // Exchange tells scheduling mail from other mail by this.
    ['Content-Class', 'urn:content-classes:calendarmessage'],
    ...(options.extraHeaders ?? []),
  ];
  // rfc3834#2: what a person decided is no automatic mail, though a program wrote it; what policy decided is.
  if (outgoing.automatic) headers.push(['Auto-Submitted', 'auto-replied']);
  return composeMessage({ headers, body: schedulingBody(outgoing, letter, random) });
}

/** rfc5322#3.6.2: From is whose word it is, Sender who sent it for her. */
function senderHeader({ sender }: OutgoingScheduling): (readonly [string, string])[] {
  return sender ? [['Sender', encodeMailbox(sender.name, sender.address)]] : [];
}

/** Text, HTML and the calendar form side by side, and the form once more as a file. */
export function schedulingBody(
  outgoing: Pick<OutgoingScheduling, 'method' | 'ics'>,
  letter: { plain: string; html: string },
  random: ImipOptions['random'],
): BodyPart {
  // Quoted-printable and base64 never hold `=_`, so no part can hold a boundary (rfc2045#6.7).
  const boundary = (): string => `=_${random.uuid()}`;
  return {
    kind: 'multipart',
    subtype: 'mixed',
    boundary: boundary(),
    parts: [
      {
        kind: 'multipart',
        subtype: 'alternative',
        boundary: boundary(),
        parts: [
          { kind: 'text', type: 'text/plain', text: letter.plain },
          { kind: 'text', type: 'text/html', text: letter.html },
          // rfc6047#2.4: the method parameter must say what the object says.
          { kind: 'text', type: 'text/calendar', text: outgoing.ics, parameters: { method: outgoing.method } },
        ],
      },
      {
        kind: 'attachment',
        type: 'application/ics',
        fileName: 'invite.ics',
        octets: Buffer.from(outgoing.ics, 'utf8'),
      },
    ],
  };
}
