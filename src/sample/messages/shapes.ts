/** The calendar text and the mail around it, in the shapes that the large programs give them. */
import { type BodyPart, composeMessage } from '../../mail/compose.ts';
import { mailDate } from '../../mail/mailDate.ts';
import { utcStamp } from './week.ts';
import { zone } from './zones.ts';

export interface Meeting {
  readonly uid: string;
  readonly method: 'REQUEST' | 'CANCEL';
  readonly summary: string;
  readonly location?: string;
  readonly organizer: { readonly address: string; readonly name: string };
  readonly attendees: readonly string[];
  /** `20261126`. */
  readonly day: string;
  /** Local, `1000`. */
  readonly from: string;
  readonly to: string;
  readonly recurrence?: string;
  readonly sequence: number;
  /** ms. */
  readonly at: number;
}

/** What each program writes its own way. */
interface Shape {
  readonly productId: string;
  readonly zone: string;
  readonly attendee: string;
  readonly extra: readonly string[];
}

const google: Shape = {
  productId: '-//Google Inc//Google Calendar 70.9054//EN',
  zone: 'Europe/Paris',
  attendee: 'CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;X-NUM-GUESTS=0',
  extra: ['TRANSP:OPAQUE'],
};

const exchange: Shape = {
  productId: 'Microsoft Exchange Server 2010',
  zone: 'W. Europe Standard Time',
  attendee: 'ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE',
  extra: [
    'CLASS:PUBLIC',
    'PRIORITY:5',
    'TRANSP:OPAQUE',
    'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE',
    'X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY',
    'X-MICROSOFT-CDO-ALLDAYEVENT:FALSE',
    'X-MICROSOFT-CDO-IMPORTANCE:1',
  ],
};

const apple: Shape = {
  productId: '-//Apple Inc.//macOS 26.1//EN',
  zone: 'Europe/Paris',
  attendee: 'CUTYPE=INDIVIDUAL;EMAIL={};PARTSTAT=NEEDS-ACTION;RSVP=TRUE',
  extra: ['TRANSP:OPAQUE', 'X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC'],
};

/** Google: the calendar beside text and html, and the same again as an attachment. */
export function fromGoogle(meeting: Meeting): Buffer {
  const ics = calendarText(meeting, google);
  const alternative = multipart('alternative', [...words(meeting), calendarPart(meeting, ics)], 'google-inner');
  const attachment: BodyPart = {
    kind: 'attachment',
    type: 'application/ics',
    fileName: 'invite.ics',
    octets: Buffer.from(ics),
  };
  return letter(meeting, 'google', multipart('mixed', [alternative, attachment], 'google-outer'));
}

/** Exchange: the calendar is the last of the alternatives; zones by their Windows names. */
export function fromExchange(meeting: Meeting): Buffer {
  const parts = [...words(meeting), calendarPart(meeting, calendarText(meeting, exchange))];
  return letter(meeting, 'exchange', multipart('alternative', parts, 'exchange'));
}

/** Apple Mail: text and calendar, no html. */
export function fromApple(meeting: Meeting): Buffer {
  const [plain] = words(meeting);
  const calendar = calendarPart(meeting, calendarText(meeting, apple));
  return letter(meeting, 'apple', multipart('alternative', plain ? [plain, calendar] : [calendar], 'apple'));
}

function letter(
  { at, method, summary, organizer, attendees, uid, sequence }: Meeting,
  by: string,
  body: BodyPart,
): Buffer {
  const opening = method === 'CANCEL' ? 'Cancelled: ' : sequence > 0 ? 'Updated invitation: ' : 'Invitation: ';
  return composeMessage({
    headers: [
      ['From', `"${organizer.name}" <${organizer.address}>`],
      ['To', attendees.join(', ')],
      ['Subject', opening + summary],
      ['Date', mailDate(at)],
      ['Message-ID', `<${by}-${method.toLowerCase()}-${sequence}-${at}-${uid}>`],
    ],
    body,
  });
}

function calendarText(meeting: Meeting, shape: Shape): string {
  const { day, organizer, sequence } = meeting;
  const lines = [
    'BEGIN:VCALENDAR',
    `PRODID:${shape.productId}`,
    'VERSION:2.0',
    'CALSCALE:GREGORIAN',
    `METHOD:${meeting.method}`,
    zone(shape.zone),
    'BEGIN:VEVENT',
    `UID:${meeting.uid}`,
    `DTSTAMP:${utcStamp(meeting.at)}`,
    `DTSTART;TZID=${shape.zone}:${day}T${meeting.from}00`,
    `DTEND;TZID=${shape.zone}:${day}T${meeting.to}00`,
    ...(meeting.recurrence === undefined ? [] : [`RRULE:${meeting.recurrence}`]),
    `SUMMARY:${meeting.summary}`,
    ...(meeting.location === undefined ? [] : [`LOCATION:${meeting.location}`]),
    `ORGANIZER;CN=${organizer.name}:mailto:${organizer.address}`,
    ...meeting.attendees.map((to) => `ATTENDEE;${shape.attendee.replace('{}', to)}:mailto:${to}`),
    `SEQUENCE:${sequence}`,
    `STATUS:${meeting.method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
    ...shape.extra,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  return lines.join('\n').split('\n').map(folded).join('\r\n');
}

/** rfc5545#3.1: at most 75 octets a line. The sample writes ASCII. */
function folded(line: string): string {
  return line.length <= 75 ? line : (line.match(/^.{75}|.{1,74}/g) ?? []).join('\r\n ');
}

function calendarPart({ method }: Meeting, text: string): BodyPart {
  return { kind: 'text', type: 'text/calendar', text, parameters: { method } };
}

function words({ summary, organizer, method }: Meeting): BodyPart[] {
  const said = `${organizer.name} ${method === 'CANCEL' ? 'has cancelled' : 'invites you to'}: ${summary}`;
  return [
    { kind: 'text', type: 'text/plain', text: `${said}\n` },
    { kind: 'text', type: 'text/html', text: `<p>${said}</p>\n` },
  ];
}

function multipart(subtype: string, parts: readonly BodyPart[], boundary: string): BodyPart {
  return { kind: 'multipart', subtype, boundary: `=_sample-${boundary}`, parts };
}
