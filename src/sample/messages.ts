/** What arrives for Contoso Landscaping: shaped as real calendars write it, over real SMTP. */
import { createTransport } from 'nodemailer';
import { type BodyPart, composeMessage, encodeMailbox } from '../mail/compose.ts';
import { mailDate } from '../mail/mailDate.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { SampleHome } from './home.ts';

interface Sender {
  readonly name: string;
  readonly address: string;
  /** EHLO name of the server that sends it. */
  readonly server: string;
}

const anna: Sender = { name: 'Anna Berg', address: 'anna@fabrikam.example', server: 'mail.fabrikam.example' };
const news: Sender = { name: 'Fabrikam News', address: 'news@fabrikam.example', server: 'mail.fabrikam.example' };
/** Says it is Jakob; comes from a server that may not. */
const spoof: Sender = { name: 'Jakob Sommer', address: 'jakob@contoso.example', server: 'mail.spoof.example' };

const johanna = 'johanna@contoso.example';
const jakob = 'jakob@contoso.example';
const day = 24 * 3600 * 1000;

interface Meeting {
  readonly uid: string;
  readonly summary: string;
  readonly to: string;
  /** Days from the Monday of this week, and UTC hour. */
  readonly day: number;
  readonly hour: number;
  readonly sequence?: number;
  readonly method?: 'REQUEST' | 'CANCEL';
  readonly rule?: string;
}

/** Sends them one after the other; resolves when the home has taken all. */
export async function playSample(home: SampleHome, clock: Clock, random: Random): Promise<void> {
  const now = clock.now();
  const id = random.uuid().slice(0, 8);
  const uid = (name: string) => `${name}-${id}@fabrikam.example`;
  const visit = { uid: uid('visit'), summary: 'Site visit: rose garden', to: johanna, day: 3, hour: 9 };
  const call = { uid: uid('call'), summary: 'Supplier call', to: jakob, day: 2, hour: 13 };
  const weekly = {
    uid: uid('weekly'),
    summary: 'Weekly planning',
    to: jakob,
    day: 1,
    hour: 8,
    rule: 'FREQ=WEEKLY;COUNT=8',
  };
  const forged = { uid: uid('prize'), summary: 'Urgent: transfer', to: johanna, day: 4, hour: 15 };
  await send(home, anna, johanna, invitation(anna, visit, now, random));
  await send(home, anna, jakob, invitation(anna, weekly, now, random));
  await send(home, anna, jakob, invitation(anna, call, now, random));
  await send(home, news, johanna, newsletter(now, random));
  await send(home, anna, johanna, invitation(anna, { ...visit, hour: 11, sequence: 1 }, now + 1000, random));
  await send(home, anna, jakob, invitation(anna, { ...call, sequence: 1, method: 'CANCEL' }, now + 1000, random));
  await send(home, spoof, johanna, invitation(spoof, forged, now, random));
}

async function send(home: SampleHome, from: Sender, to: string, raw: Buffer): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: home.port, name: from.server, ignoreTLS: true });
  await transport.sendMail({ envelope: { from: from.address, to: [to] }, raw });
  transport.close();
}

function invitation(from: Sender, meeting: Meeting, now: number, random: Random): Buffer {
  const { method = 'REQUEST', summary, to } = meeting;
  const calendar = calendarText(from, meeting, now);
  const verb =
    method === 'CANCEL' ? 'Canceled event' : (meeting.sequence ?? 0) > 0 ? 'Updated invitation' : 'Invitation';
  return composeMessage({
    headers: headersOf(from, to, `${verb}: ${summary}`, now, random),
    body: {
      kind: 'multipart',
      subtype: 'mixed',
      boundary: `=_${random.uuid()}`,
      parts: [
        {
          kind: 'multipart',
          subtype: 'alternative',
          boundary: `=_${random.uuid()}`,
          parts: [
            { kind: 'text', type: 'text/plain', text: `${verb}: ${summary}\n` },
            { kind: 'text', type: 'text/html', text: `<p>${verb}: ${summary}</p>` },
            { kind: 'text', type: 'text/calendar', text: calendar, parameters: { method } },
          ],
        },
        { kind: 'attachment', type: 'application/ics', fileName: 'invite.ics', octets: Buffer.from(calendar) },
      ],
    },
  });
}

function calendarText(from: Sender, meeting: Meeting, now: number): string {
  const { uid, summary, to, method = 'REQUEST', sequence = 0, rule } = meeting;
  const monday = now - ((new Date(now).getUTCDay() + 6) % 7) * day;
  const start = Date.UTC(
    new Date(monday).getUTCFullYear(),
    new Date(monday).getUTCMonth(),
    new Date(monday).getUTCDate() + meeting.day,
    meeting.hour,
  );
  return [
    'BEGIN:VCALENDAR',
    'PRODID:-//Fabrikam//Calendar 1.0//EN',
    'VERSION:2.0',
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `DTSTART:${utc(start)}`,
    `DTEND:${utc(start + 3600 * 1000)}`,
    `DTSTAMP:${utc(now)}`,
    ...(rule === undefined ? [] : [`RRULE:${rule}`]),
    `ORGANIZER;CN=${from.name}:mailto:${from.address}`,
    `UID:${uid}`,
    `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${to}`,
    `SEQUENCE:${sequence}`,
    `STATUS:${method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
    `SUMMARY:${summary}`,
    'TRANSP:OPAQUE',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

function utc(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function newsletter(now: number, random: Random): Buffer {
  const parts: BodyPart[] = [
    { kind: 'text', type: 'text/plain', text: 'Autumn bulbs, and how to plant them.\n' },
    { kind: 'attachment', type: 'application/pdf', fileName: 'catalogue.pdf', octets: random.bytes(2 * 1024 * 1024) },
  ];
  return composeMessage({
    headers: headersOf(news, johanna, 'Autumn catalogue', now, random),
    body: { kind: 'multipart', subtype: 'mixed', boundary: `=_${random.uuid()}`, parts },
  });
}

function headersOf(from: Sender, to: string, subject: string, now: number, random: Random) {
  return [
    ['From', encodeMailbox(from.name, from.address)],
    ['To', to],
    ['Subject', subject],
    ['Date', mailDate(now)],
    ['Message-ID', `<${random.uuid()}@${from.server}>`],
  ] as const;
}
