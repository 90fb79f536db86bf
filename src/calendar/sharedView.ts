/** A calendar object as others see it: whole, or as time that is taken and nothing more. */
import { type JComponent, type JProperty, scheduled, text } from './icalendar/jcal.ts';
import { parseStored, printCalendar } from './icalendar/parse.ts';

/** What says when time is taken, and how; a TZID that stays needs its VTIMEZONE, which stays too. */
const TIMES = [
  'uid',
  'dtstamp',
  'dtstart',
  'dtend',
  'duration',
  'rrule',
  'rdate',
  'exdate',
  'recurrence-id',
  'sequence',
];
const TAKEN = ['status', 'transp', 'class', 'x-microsoft-cdo-busystatus'];

/** CLASS:PRIVATE, CONFIDENTIAL, or one nobody knows (rfc5545#3.8.1.3: to be read as private). */
export function isPrivate(ics: string): boolean {
  return scheduled(parseStored(ics)).some((event) => !['', 'PUBLIC'].includes(text(event, 'class').toUpperCase()));
}

/** The object without anything but times: what `freeBusy` shows of all events, and `read` of private ones. */
export function asTaken(ics: string): string {
  const [name, lines, parts] = parseStored(ics);
  return printCalendar([name, lines, parts.flatMap((part) => (part[0] === 'vevent' ? [bare(part)] : timeZone(part)))]);
}

function bare([name, lines]: JComponent): JComponent {
  const kept = lines.filter(([each]) => TIMES.includes(each) || TAKEN.includes(each));
  const summary: JProperty = ['summary', {}, 'text', 'Busy'];
  return [name, [...kept, summary], []];
}

function timeZone(part: JComponent): JComponent[] {
  return part[0] === 'vtimezone' ? [part] : [];
}
