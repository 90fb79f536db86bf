import { addressOf, organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, parameter, property, withParameters } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { printCalendar } from '../icalendar/parse.ts';
import { partStatOf, recurrenceIdText } from '../scheduling/read.ts';
import { sequenceOf } from '../scheduling/version.ts';
import type { OutgoingScheduling } from '../types.ts';
import { unmarked } from './ownMarks.ts';
import { calendarOf } from './series.ts';
import { ownLine, type Voice } from './voice.ts';

/** What of the event a REPLY repeats, so that the organizer's client can show it (rfc5546#3.2.3). */
const REPEATED = ['dtstart', 'dtend', 'duration', 'recurrence-id', 'summary', 'location'];

/**
 * One REPLY about these components, each with the person's answer already in it.
 * Undefined when there is nobody to tell: no ORGANIZER, or no line of hers.
 */
export function composeReply(
  answered: readonly JComponent[],
  calendar: JComponent,
  voice: Voice,
  dtstamp: number,
  comment?: string,
): OutgoingScheduling | undefined {
  const [first] = answered;
  const organizer = first && organizerOf(first);
  const line = first && ownLine(first, voice);
  if (!first || !organizer || !line) return undefined;
  const seconds = Math.floor(dtstamp / 1000) * 1000;
  const parts = answered.map((event) => replyPart(event, voice, seconds, comment));
  const recurrenceId = answered.length === 1 ? recurrenceIdText(first) : undefined;
  return {
    method: 'REPLY',
    uid: String(property(first, 'uid')?.[3] ?? ''),
    ics: printCalendar(calendarOf(parts, calendar, 'REPLY')),
    from: addressOf(line),
    to: [organizer],
    sequence: Math.max(...answered.map(sequenceOf)),
    dtstamp: seconds,
    ...(recurrenceId !== undefined && { recurrenceId }),
    partStat: partStatOf(line),
  };
}

function replyPart(event: JComponent, voice: Voice, dtstamp: number, comment?: string): JComponent {
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
    ...event[1].filter(([name]) => REPEATED.includes(name)),
    comment === undefined ? undefined : ['comment', {}, 'text', comment],
  ];
  return ['vevent', lines.filter((each) => each !== undefined), []];
}

function answerLine(line: JProperty): JProperty {
  const name = parameter(line, 'cn');
  const bare: JProperty = ['attendee', {}, 'cal-address', `mailto:${addressOf(line)}`];
  return withParameters(bare, { partstat: partStatOf(line), ...(name !== undefined && { cn: name }) });
}
