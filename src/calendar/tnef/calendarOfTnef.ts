import type { JComponent, JProperty } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { printCalendar } from '../icalendar/parse.ts';
import type { CalendarProblem } from '../types.ts';
import { type Events, type Shared, seriesEvents, singleEvent, type Unclear } from './events.ts';
import { readGlobalObjectId } from './globalObjectId.ts';
import { flagOf, numberOf, octetsOf, pid } from './meetingProperties.ts';
import { readTnef, type TnefMessage } from './message.ts';
import { type MeetingKind, meetingKind } from './messageClass.ts';
import { asksForAnswer, authorLine, authorOf, invitedOf } from './people.ts';
import { instanceOf, intervalOf } from './times.ts';

/** What the message around the winmail.dat says. */
export interface Around {
  /** Address in its From. */
  readonly from: string;
  /** When it arrived, UTC ms: stands in where the message does not say when it was written. */
  readonly at: number;
  /** More octets were there than were kept; those of attachments are not missed. */
  readonly truncated?: boolean;
}

export interface TnefCalendar {
  readonly kind: 'calendar';
  readonly method: 'REQUEST' | 'CANCEL' | 'REPLY' | 'COUNTER';
  /** A VCALENDAR with METHOD, as a calendar form holds it. */
  readonly ics: string;
  /** Invited people left out because they have no mail address (EX, legacy Exchange). */
  readonly leftOut: number;
}

/**
 * A meeting message in TNEF as the iTIP object that it stands for. What can't be told for
 * certain — the zone of a series, which instance is meant — is a problem, never a guess.
 */
export function calendarOfTnef(octets: Buffer, around: Around): TnefCalendar | CalendarProblem {
  const message = readTnef(octets, around.truncated ?? false);
  if (message.kind === 'problem') return message;
  const kind = meetingKind(message.messageClass);
  if (!kind) return { kind: 'problem', code: 'no-method', where: 'message class' };
  const uid = uidOf(message);
  if (uid === undefined) return { kind: 'problem', code: 'no-uid', where: 'PidLidGlobalObjectId' };
  return meeting(message, kind, uid, around);
}

function meeting(message: TnefMessage, kind: MeetingKind, uid: string, around: Around): TnefCalendar | CalendarProblem {
  const { properties, codePage } = message;
  const people = peopleLines(message, kind, around);
  const shared: Shared = {
    properties,
    codePage,
    lines: [
      ['uid', {}, 'text', uid],
      ['dtstamp', {}, 'date-time', wallText(writtenAt(message, kind, around), 'utc')],
      ['sequence', {}, 'integer', Math.max(0, numberOf(properties, pid.sequence) ?? 0)],
      ...(kind.method === 'CANCEL' ? [['status', {}, 'text', 'CANCELLED'] as const] : []),
      ...people.lines,
    ],
  };
  const method = flagOf(properties, pid.counterProposal) && kind.method === 'REPLY' ? 'COUNTER' : kind.method;
  const told = eventsOf(shared, method);
  if (typeof told === 'string') {
    return { kind: 'problem', code: told === 'start' ? 'no-start' : 'unreadable', where: told };
  }
  const lines: JProperty[] = [
    ['prodid', {}, 'text', '-//Passerelle//TNEF//EN'],
    ['version', {}, 'text', '2.0'],
    ['method', {}, 'text', method],
  ];
  const calendar: JComponent = ['vcalendar', lines, [...told.zones, ...told.events]];
  return { kind: 'calendar', method, ics: printCalendar(calendar), leftOut: people.leftOut };
}

function eventsOf(shared: Shared, method: TnefCalendar['method']): Events | Unclear | 'start' {
  const { properties } = shared;
  const interval =
    method === 'COUNTER'
      ? intervalOf(properties, pid.proposedStartWhole, pid.proposedEndWhole)
      : intervalOf(properties, pid.startWhole, pid.endWhole);
  if (!interval && (method === 'REQUEST' || method === 'COUNTER')) return 'start';
  // What is called off or answered as a whole needs no rule: its UID says which series.
  const series = flagOf(properties, pid.recurring) || properties.has(pid.recur);
  return method === 'REQUEST' && interval && series && instanceOf(properties, undefined) === undefined
    ? seriesEvents(shared, interval)
    : singleEvent(shared, interval);
}

function uidOf({ properties }: TnefMessage): string | undefined {
  for (const key of [pid.cleanGlobalObjectId, pid.globalObjectId]) {
    const octets = octetsOf(properties, key);
    const id = octets && readGlobalObjectId(octets);
    if (id) return id.uid;
  }
  return undefined;
}

/** [MS-OXCICAL] 2.1.3.1.1.20.9: when organizer or attendee last changed something. */
function writtenAt({ properties }: TnefMessage, { method }: MeetingKind, { at }: Around): number {
  const change = method === 'REPLY' ? pid.attendeeCriticalChange : pid.ownerCriticalChange;
  return numberOf(properties, change) ?? numberOf(properties, pid.clientSubmitTime) ?? at;
}

function peopleLines(
  { properties, recipients }: TnefMessage,
  kind: MeetingKind,
  { from }: Around,
): { lines: JProperty[]; leftOut: number } {
  const author = authorOf(properties, from);
  const known = author.address !== '';
  if (kind.method === 'REPLY') {
    // An answer goes to the organizer alone; the person who answers is whom it is sent for.
    const { first } = invitedOf(recipients, author.address, false);
    const organizer = first ? [authorLine('organizer', first)] : [];
    const attendee = known ? [authorLine('attendee', author, { partstat: kind.partStat })] : [];
    return { lines: [...organizer, ...attendee], leftOut: 0 };
  }
  const invited = invitedOf(recipients, author.address, asksForAnswer(properties));
  const organizer = known ? [authorLine('organizer', author)] : [];
  return { lines: [...organizer, ...invited.lines], leftOut: invited.leftOut };
}
