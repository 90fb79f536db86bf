import type { JProperty } from '../icalendar/jcal.ts';
import { lineOf, numberOf, pid } from './meetingProperties.ts';
import type { Properties } from './properties.ts';
import type { Exception } from './recurrencePattern.ts';

const BODY_CAP = 64 * 1024;
const LINE_CAP = 1000;
/** PidLidIntendedBusyStatus ([MS-OXOCAL] 2.2.6.4). */
const busy = ['FREE', 'TENTATIVE', 'BUSY', 'OOF', 'WORKINGELSEWHERE'] as const;
/** PidTagSensitivity ([MS-OXCMSG] 2.2.1.13); personal and private are one in rfc5545#3.8.1.3. */
const classes = ['PUBLIC', 'PRIVATE', 'PRIVATE', 'CONFIDENTIAL'] as const;
/** PidTagImportance ([MS-OXCICAL] 2.1.3.1.1.20.17). */
const priorities = [9, 5, 1] as const;

/** What is said of an event besides who and when; an exception's own words go before the series'. */
export function detailLines(properties: Properties, exception?: Exception): JProperty[] {
  const summary = exception?.subject ?? lineOf(properties, pid.subject);
  const location = exception?.location ?? (lineOf(properties, pid.location) || lineOf(properties, pid.where));
  const body = properties.get(pid.body);
  const description = typeof body === 'string' ? tidied(body) : '';
  const priority = priorities[numberOf(properties, pid.importance) ?? 1];
  const lines: JProperty[] = [['summary', {}, 'text', line(summary)]];
  if (location !== '') lines.push(['location', {}, 'text', line(location)]);
  if (description !== '') lines.push(['description', {}, 'text', description]);
  if (priority !== undefined) lines.push(['priority', {}, 'integer', priority]);
  return [
    ...lines,
    ['class', {}, 'text', classes[numberOf(properties, pid.sensitivity) ?? 0] ?? 'PRIVATE'],
    ...busyLines(properties, exception?.busyStatus),
  ];
}

/** In a request PidLidBusyStatus is how the invited person shows it until she answers; what is meant stands beside it. */
function busyLines(properties: Properties, own: number | undefined): JProperty[] {
  const shown = numberOf(properties, pid.busyStatus) === 0 ? 0 : 2;
  const status = busy[own ?? numberOf(properties, pid.intendedBusyStatus) ?? shown] ?? 'BUSY';
  return [
    ['transp', {}, 'text', status === 'FREE' ? 'TRANSPARENT' : 'OPAQUE'],
    ['x-microsoft-cdo-intendedstatus', {}, 'unknown', status],
  ];
}

function line(text: string): string {
  return text.slice(0, LINE_CAP).toWellFormed();
}

function tidied(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const plain = text.replaceAll('\r\n', '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ');
  return plain.slice(0, BODY_CAP).trim().toWellFormed();
}
