import type { CalendaringMethod } from '../../mail/message.ts';
import { addressOf, mailAddress, organizerOf } from '../icalendar/calAddress.ts';
import {
  type JComponent,
  type JProperty,
  parameter,
  properties,
  property,
  scheduled,
  subcomponents,
  text,
} from '../icalendar/jcal.ts';
import { startOf } from '../icalendar/moment.ts';
import { COMPONENT_CAP, isProblem, parseCalendar } from '../icalendar/parse.ts';
import type { CalendarProblem, PartStat, SchedulingMessage } from '../types.ts';
import { unknownZone } from '../zones/book.ts';
import { dtstampOf, sequenceOf } from './version.ts';

/** A meeting has a zone or two; each one more costs its reader milliseconds. */
const ZONES_CAP = 40;
const METHODS: readonly string[] = ['REQUEST', 'REPLY', 'CANCEL', 'ADD', 'COUNTER', 'DECLINECOUNTER', 'REFRESH'];
const PARTSTATS: readonly string[] = [
  'NEEDS-ACTION',
  'ACCEPTED',
  'DECLINED',
  'TENTATIVE',
  'DELEGATED',
  'COMPLETED',
  'IN-PROCESS',
];

/** What was parsed stays with the message, so that a message for many recipients is parsed once. */
const parsedMessages = new WeakMap<SchedulingMessage, JComponent>();

/**
 * Reads the calendar form of a message. `hintMethod` is the METHOD of its Content-Type,
 * which counts only where the object itself names none (rfc6047#2.4 wants both alike).
 */
export function readScheduling(
  source: string,
  hintMethod?: CalendaringMethod,
  limits: { readonly components: number } = { components: COMPONENT_CAP },
): SchedulingMessage | CalendarProblem {
  const calendar = parseCalendar(source, limits.components);
  if (isProblem(calendar)) return calendar;
  const named = text(calendar, 'method').toUpperCase();
  const method = named === '' ? hintMethod : named;
  if (!isMethod(method)) return { kind: 'problem', code: 'no-method', where: named || 'METHOD' };
  const problem = problemIn(calendar, method);
  if (problem) return problem;
  const message = described(source, method, scheduled(calendar));
  parsedMessages.set(message, calendar);
  return message;
}

/** An event that somebody publishes (rfc5546#3.2.1): it asks nobody for anything. */
export interface Published {
  readonly kind: 'published';
  readonly uid: string;
  readonly calendar: JComponent;
  readonly organizer?: string;
  readonly summary: string;
}

/** Reads a METHOD:PUBLISH, of the object or else of its Content-Type; undefined when it is none, or can't be read. */
export function readPublished(source: string, hintMethod?: string): Published | undefined {
  const calendar = parseCalendar(source);
  if (isProblem(calendar)) return undefined;
  if ((text(calendar, 'method') || (hintMethod ?? '')).toUpperCase() !== 'PUBLISH') return undefined;
  const [first] = scheduled(calendar);
  // A start and its zone are needed as in a request.
  if (!first || problemIn(calendar, 'REQUEST')) return undefined;
  const organizer = organizerOf(first);
  const uid = text(first, 'uid').trim();
  return {
    kind: 'published',
    uid,
    calendar,
    ...(organizer !== undefined && { organizer }),
    summary: text(first, 'summary'),
  };
}

function problemIn(calendar: JComponent, method: CalendaringMethod): CalendarProblem | undefined {
  const all = scheduled(calendar);
  const [first] = all;
  if (!first) return { kind: 'problem', code: 'unreadable', where: 'no VEVENT or VTODO' };
  const uid = text(first, 'uid').trim();
  if (uid === '') return { kind: 'problem', code: 'no-uid', where: 'UID' };
  const stranger = all.find((event) => text(event, 'uid').trim() !== uid);
  if (stranger) return { kind: 'problem', code: 'several-uids', where: text(stranger, 'uid').slice(0, 200) };
  if (method === 'REQUEST' && !all.every((each) => each[0] === 'vtodo' || startOf(each)))
    return { kind: 'problem', code: 'no-start', where: 'DTSTART' };
  if (subcomponents(calendar, 'vtimezone').length > ZONES_CAP)
    return { kind: 'problem', code: 'too-many-components', where: 'VTIMEZONE' };
  const zone = method === 'REQUEST' ? unknownZone(calendar) : undefined;
  return zone === undefined ? undefined : { kind: 'problem', code: 'unknown-zone', where: zone.slice(0, 200) };
}

/** The VCALENDAR of a message. Throws (a fault) when its text can't be read, which `readScheduling` rules out. */
export function componentsOf(message: SchedulingMessage): JComponent {
  const known = parsedMessages.get(message);
  if (known) return known;
  const parsed = parseCalendar(message.ics);
  if (isProblem(parsed)) throw new Error(`scheduling message: ${parsed.code} ${parsed.where}`);
  parsedMessages.set(message, parsed);
  return parsed;
}

/** @param all at least one component, of one UID */
function described(ics: string, method: CalendaringMethod, all: readonly JComponent[]): SchedulingMessage {
  const first = all[0] as JComponent;
  const uid = text(first, 'uid').trim();
  const organizer = organizerOf(first);
  const organizerLine = property(first, 'organizer');
  const sentBy = organizerLine && mailAddress(parameter(organizerLine, 'sent-by'));
  const attendees = new Map<string, SchedulingMessage['attendees'][number]>();
  for (const event of all) {
    for (const line of properties(event, 'attendee')) {
      const attendee = attendeeOf(line);
      if (attendee.address !== '' && !attendees.has(attendee.address)) attendees.set(attendee.address, attendee);
    }
  }
  return {
    kind: 'message',
    method,
    uid,
    ics,
    ...(organizer !== undefined && { organizer }),
    ...(sentBy && { organizerSentBy: sentBy }),
    attendees: [...attendees.values()],
    sequence: Math.max(...all.map(sequenceOf)),
    dtstamp: Math.max(...all.map(dtstampOf)),
    recurrenceIds: all.flatMap((event) => recurrenceIdText(event) ?? []),
    summary: text(first, 'summary'),
  };
}

function attendeeOf(line: JProperty): SchedulingMessage['attendees'][number] {
  const name = parameter(line, 'cn');
  const sentBy = mailAddress(parameter(line, 'sent-by'));
  return {
    address: addressOf(line),
    partStat: partStatOf(line),
    ...(name !== undefined && { name }),
    ...(sentBy !== '' && { sentBy }),
  };
}

/** PARTSTAT of an ATTENDEE; NEEDS-ACTION is the default (rfc5545#3.2.12). */
export function partStatOf(line: JProperty): PartStat {
  const written = parameter(line, 'partstat')?.toUpperCase();
  return isPartStat(written) ? written : 'NEEDS-ACTION';
}

/** RECURRENCE-ID in iCalendar's basic form, as it was written. */
export function recurrenceIdText(event: JComponent): string | undefined {
  const value = property(event, 'recurrence-id')?.[3];
  return typeof value === 'string' ? value.replaceAll('-', '').replaceAll(':', '') : undefined;
}

function isMethod(value: string | undefined): value is CalendaringMethod {
  return value !== undefined && METHODS.includes(value);
}

function isPartStat(value: string | undefined): value is PartStat {
  return value !== undefined && PARTSTATS.includes(value);
}
