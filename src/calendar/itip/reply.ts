import { addressOf, mailAddress, organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, property } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { printCalendar } from '../icalendar/parse.ts';
import { partStatOf, recurrenceIdText } from '../scheduling/read.ts';
import { type RequestStatus, requestStatusLine } from '../scheduling/requestStatus.ts';
import { sequenceOf } from '../scheduling/version.ts';
import type { OutgoingScheduling } from '../types.ts';
import { unmarked } from './ownMarks.ts';
import { calendarOf } from './series.ts';
import { ownLine, type Voice } from './voice.ts';

/** What of the event a REPLY repeats, so that the organizer's client can show it (rfc5546#3.2.3). */
const REPEATED = ['dtstart', 'dtend', 'due', 'duration', 'recurrence-id', 'summary', 'location'];
/** How far she is with a task (rfc5546#3.4.3). */
const PROGRESS = ['percent-complete', 'completed', 'status'];

/** What a REPLY says of one component beside the answer. */
export interface Remark {
  readonly comment?: string | undefined;
  /** 2.0 without it. */
  readonly status?: RequestStatus;
}

/**
 * One REPLY about these components, each with the person's answer already in it.
 * Undefined when there is nobody to tell: no ORGANIZER, or no line of hers.
 */
export function composeReply(
  answered: readonly JComponent[],
  calendar: JComponent,
  voice: Voice,
  dtstamp: number,
  remarkOn: (event: JComponent) => Remark = () => ({}),
): OutgoingScheduling | undefined {
  const [first] = answered;
  const organizer = first && organizerOf(first);
  const line = first && ownLine(first, voice);
  if (!first || !organizer || !line) return undefined;
  const seconds = Math.floor(dtstamp / 1000) * 1000;
  const parts = answered.map((event) => replyPart(event, voice, seconds, remarkOn(event)));
  const recurrenceId = answered.length === 1 ? recurrenceIdText(first) : undefined;
  return {
    method: 'REPLY',
    uid: String(property(first, 'uid')?.[3] ?? ''),
    ics: printCalendar(calendarOf(parts, calendar, 'REPLY')),
    from: addressOf(line),
    // Who delegated to her hears of it too (rfc5546#4.2.5).
    to: [organizer, ...delegatorsOf(line)],
    sequence: Math.max(...answered.map(sequenceOf)),
    dtstamp: seconds,
    ...(recurrenceId !== undefined && { recurrenceId }),
    partStat: partStatOf(line),
  };
}

function delegatorsOf(line: JProperty): string[] {
  const value = Object.hasOwn(line[1], 'delegated-from') ? line[1]['delegated-from'] : undefined;
  return [value ?? []]
    .flat()
    .map(mailAddress)
    .slice(0, 1)
    .filter((address) => address.includes('@'));
}

function replyPart(event: JComponent, voice: Voice, dtstamp: number, { comment, status = '2.0' }: Remark): JComponent {
  const uid = property(event, 'uid');
  const organizer = property(event, 'organizer');
  const line = ownLine(event, voice);
  const lines: (JProperty | undefined)[] = [
    uid,
    ['dtstamp', {}, 'date-time', wallText(dtstamp, 'utc')],
    // SEQUENCE and RECURRENCE-ID say which revision of which instance is answered (rfc5546#2.1.5).
    ['sequence', {}, 'integer', sequenceOf(event)],
    organizer && unmarked(organizer),
    line && answerLine(line),
    ...event[1].filter(([name]) => REPEATED.includes(name) || (event[0] === 'vtodo' && PROGRESS.includes(name))),
    comment === undefined ? undefined : ['comment', {}, 'text', comment],
    // rfc5546#3.2.3: how the request was dealt with.
    requestStatusLine(status),
  ];
  return [event[0], lines.filter((each) => each !== undefined), []];
}

function answerLine(line: JProperty): JProperty {
  const kept = Object.entries(line[1]).filter(([name]) => ['cn', 'delegated-from', 'delegated-to'].includes(name));
  return [
    'attendee',
    { partstat: partStatOf(line), ...Object.fromEntries(kept) },
    'cal-address',
    `mailto:${addressOf(line)}`,
  ];
}
