/** Mail as real senders shape it: for the bench, and for tests that need a whole message. Every line ends with CRLF. */
import { Buffer } from 'node:buffer';

export type InvitationShape = 'google' | 'exchange' | 'apple';

export interface InvitationFields {
  readonly uid: string;
  readonly messageId: string;
  readonly organizer: string;
  readonly attendee: string;
  readonly summary: string;
  /** UTC. */
  readonly start: Date;
  readonly minutes: number;
  readonly sequence?: number;
  readonly method?: 'REQUEST' | 'CANCEL';
  /** Address of the From header where it is not the organizer. */
  readonly from?: string;
  /** When it was written; now, if absent. */
  readonly written?: Date;
}

/** A whole message, header and body. */
export function invitation(shape: InvitationShape, fields: InvitationFields): Buffer {
  switch (shape) {
    case 'google':
      return Buffer.from(google(fields));
    case 'exchange':
      return Buffer.from(exchange(fields));
    case 'apple':
      return Buffer.from(apple(fields));
  }
}

/** As Google Calendar writes it: alternative with 7bit calendar, and the same again as an attached invite.ics. */
function google(f: InvitationFields): string {
  const ics = calendar(f, '-//Google Inc//Google Calendar 70.9054//EN', utcTimes(f));
  return lines(
    ...header(f, 'Google Calendar <calendar-notification@google.com>'),
    `Content-Type: multipart/mixed; boundary="000000000000a1b2c3d4e5f6"`,
    '',
    '--000000000000a1b2c3d4e5f6',
    'Content-Type: multipart/alternative; boundary="000000000000a1b2c3d4e5f4"',
    '',
    '--000000000000a1b2c3d4e5f4',
    'Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes',
    'Content-Transfer-Encoding: base64',
    '',
    base64(`${f.summary}\n${f.start.toUTCString()}\n${'You have been invited by email to attend.\n'.repeat(12)}`),
    '--000000000000a1b2c3d4e5f4',
    'Content-Type: text/html; charset="UTF-8"',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    ...paragraphs(24),
    '--000000000000a1b2c3d4e5f4',
    `Content-Type: text/calendar; charset="UTF-8"; method=${f.method ?? 'REQUEST'}`,
    'Content-Transfer-Encoding: 7bit',
    '',
    ics,
    '--000000000000a1b2c3d4e5f4--',
    '',
    '--000000000000a1b2c3d4e5f6',
    'Content-Type: application/ics; name="invite.ics"',
    'Content-Disposition: attachment; filename="invite.ics"',
    'Content-Transfer-Encoding: base64',
    '',
    base64(`${ics}\r\n`),
    '--000000000000a1b2c3d4e5f6--',
    '',
  );
}

/** As Exchange writes it: alternative whose calendar part is base64, times in a Windows zone with its VTIMEZONE. */
function exchange(f: InvitationFields): string {
  return lines(
    ...header(f, undefined),
    'Thread-Topic: meeting',
    'X-MS-Has-Attach:',
    'Content-Language: en-US',
    'Content-Type: multipart/alternative; boundary="_000_AM0PR04MB1234_"',
    '',
    '--_000_AM0PR04MB1234_',
    'Content-Type: text/plain; charset="us-ascii"',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    ...paragraphs(6),
    '--_000_AM0PR04MB1234_',
    'Content-Type: text/html; charset="us-ascii"',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    ...paragraphs(16),
    '--_000_AM0PR04MB1234_',
    `Content-Type: text/calendar; charset="utf-8"; method=${f.method ?? 'REQUEST'}`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(`${calendar(f, 'Microsoft Exchange Server 2010', windowsZoneTimes(f), windowsZone)}\r\n`),
    '--_000_AM0PR04MB1234_--',
    '',
  );
}

/** As Apple's Calendar writes it: quoted-printable calendar beside a short text, and the file attached. */
function apple(f: InvitationFields): string {
  const ics = calendar(f, '-//Apple Inc.//macOS 15.1//EN', utcTimes(f));
  return lines(
    ...header(f, undefined),
    'Content-Type: multipart/mixed; boundary="Apple-Mail=_5F0A"',
    '',
    '--Apple-Mail=_5F0A',
    'Content-Type: multipart/alternative; boundary="Apple-Mail=_5F0B"',
    '',
    '--Apple-Mail=_5F0B',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 7bit',
    '',
    `You have been invited to ${f.summary}.`,
    '--Apple-Mail=_5F0B',
    `Content-Type: text/calendar; charset=utf-8; method=${f.method ?? 'REQUEST'}`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    ics.replaceAll('=', '=3D'),
    '--Apple-Mail=_5F0B--',
    '--Apple-Mail=_5F0A',
    'Content-Type: application/ics; name="iCal-20261124-090000.ics"',
    'Content-Disposition: attachment; filename="iCal-20261124-090000.ics"',
    'Content-Transfer-Encoding: base64',
    '',
    base64(`${ics}\r\n`),
    '--Apple-Mail=_5F0A--',
    '',
  );
}

/** A newsletter: html of about `textOctets`, and attachments of the given sizes. */
export function newsletter(fields: {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly textOctets: number;
  readonly attachments: readonly Buffer[];
}): Buffer {
  const boundary = '=_newsletter_7c1f';
  const text = paragraphs(Math.ceil(fields.textOctets / 76)).join('\r\n');
  const attached = fields.attachments.flatMap((octets, index) => [
    `--${boundary}`,
    `Content-Type: application/pdf; name="offer-${index}.pdf"`,
    `Content-Disposition: attachment; filename="offer-${index}.pdf"`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(octets),
  ]);
  return Buffer.from(
    lines(
      'Received: from mail.fabrikam.example (mail.fabrikam.example [203.0.113.7]) by mx.contoso.example with ESMTPS id 4XyZ',
      `Message-ID: ${fields.messageId}`,
      'Date: Tue, 24 Nov 2026 09:00:00 +0000',
      `From: Fabrikam News <${fields.from}>`,
      `To: ${fields.to}`,
      `Subject: ${fields.subject}`,
      'List-Unsubscribe: <https://news.fabrikam.example/leave>',
      'MIME-Version: 1.0',
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      text,
      ...attached,
      `--${boundary}--`,
      '',
    ),
  );
}

function header(f: InvitationFields, senderHeader: string | undefined): string[] {
  return [
    'Received: from mail.fabrikam.example (mail.fabrikam.example [203.0.113.7]) by mx.contoso.example with ESMTPS id 4XyZ',
    ...(senderHeader === undefined ? [] : [`Sender: ${senderHeader}`]),
    `Message-ID: ${f.messageId}`,
    `Date: ${(f.written ?? new Date()).toUTCString().replace('GMT', '+0000')}`,
    `Subject: ${f.method === 'CANCEL' ? 'Canceled: ' : 'Invitation: '}${f.summary}`,
    `From: ${f.from ?? f.organizer}`,
    `To: ${f.attendee}`,
    'MIME-Version: 1.0',
  ];
}

function calendar(f: InvitationFields, product: string, times: string[], zone: string[] = []): string {
  return lines(
    'BEGIN:VCALENDAR',
    `PRODID:${product}`,
    'VERSION:2.0',
    `METHOD:${f.method ?? 'REQUEST'}`,
    ...zone,
    'BEGIN:VEVENT',
    ...times,
    `DTSTAMP:${utc(f.written ?? new Date())}`,
    `ORGANIZER;CN=Organizer:mailto:${f.organizer}`,
    `UID:${f.uid}`,
    'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=',
    ` TRUE;X-NUM-GUESTS=0:mailto:${f.attendee}`,
    `SEQUENCE:${f.sequence ?? 0}`,
    `STATUS:${f.method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
    `SUMMARY:${f.summary}`,
    'DESCRIPTION:We meet to look at the plans for the garden and to decide what c',
    ' omes first. Please bring your drawings.',
    'LOCATION:Room 4',
    'TRANSP:OPAQUE',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:This is an event reminder',
    'TRIGGER:-P0DT0H10M0S',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  );
}

function utcTimes(f: InvitationFields): string[] {
  return [`DTSTART:${utc(f.start)}`, `DTEND:${utc(end(f))}`];
}

/** In the time of Paris in winter, which is what `windowsZone` says. */
function windowsZoneTimes(f: InvitationFields): string[] {
  const local = (time: Date) => utc(new Date(time.getTime() + 3_600_000)).slice(0, -1);
  return [`DTSTART;TZID=Romance Standard Time:${local(f.start)}`, `DTEND;TZID=Romance Standard Time:${local(end(f))}`];
}

const windowsZone = [
  'BEGIN:VTIMEZONE',
  'TZID:Romance Standard Time',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];

function end(f: InvitationFields): Date {
  return new Date(f.start.getTime() + f.minutes * 60_000);
}

function utc(time: Date): string {
  return time.toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '');
}

function paragraphs(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    `<p>Spring is near: paragraph ${index} about hedges, lawns and ponds.</p>`.padEnd(74, '.'),
  );
}

function base64(content: string | Buffer): string {
  return Buffer.from(content).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
}

function lines(...all: readonly string[]): string {
  return all.join('\r\n');
}

/** The answer of a person, as a mail program writes it to the organizer. */
export function reply(fields: {
  readonly uid: string;
  readonly messageId: string;
  readonly organizer: string;
  readonly attendee: string;
  readonly partStat: 'ACCEPTED' | 'DECLINED' | 'TENTATIVE';
  readonly start: Date;
  readonly minutes: number;
  readonly written?: Date;
}): Buffer {
  const written = fields.written ?? new Date();
  const times = utcTimes({ ...fields, summary: '' });
  return Buffer.from(
    lines(
      `Message-ID: ${fields.messageId}`,
      `Date: ${written.toUTCString().replace('GMT', '+0000')}`,
      `Subject: ${fields.partStat}: the meeting`,
      `From: ${fields.attendee}`,
      `To: ${fields.organizer}`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary="answer-7d2e"',
      '',
      '--answer-7d2e',
      'Content-Type: text/plain; charset=utf-8',
      '',
      `${fields.attendee}: ${fields.partStat}`,
      '--answer-7d2e',
      'Content-Type: text/calendar; charset=utf-8; method=REPLY',
      '',
      'BEGIN:VCALENDAR',
      'PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN',
      'VERSION:2.0',
      'METHOD:REPLY',
      'BEGIN:VEVENT',
      `UID:${fields.uid}`,
      `DTSTAMP:${utc(written)}`,
      ...times,
      `ORGANIZER:mailto:${fields.organizer}`,
      `ATTENDEE;PARTSTAT=${fields.partStat}:mailto:${fields.attendee}`,
      'SEQUENCE:0',
      'SUMMARY:The meeting',
      'END:VEVENT',
      'END:VCALENDAR',
      '--answer-7d2e--',
      '',
    ),
  );
}
