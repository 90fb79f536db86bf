/** An object that a calendar client wants to keep (rfc4791#4.1): all components of one UID, no METHOD. */
import { type JComponent, properties, scheduled, text } from './icalendar/jcal.ts';
import { startOf } from './icalendar/moment.ts';
import { isProblem, parseCalendar, printCalendar } from './icalendar/parse.ts';
import { instanceKey } from './recurrence/instance.ts';
import { recurs, ruleOf } from './recurrence/rule.ts';
import { zoneBook } from './zones/book.ts';

export interface ClientObject {
  readonly kind: 'object';
  readonly uid: string;
  readonly component: 'VEVENT' | 'VTODO';
  /** The text as it came where it is clean iCalendar; else printed anew. */
  readonly ics: string;
}

export interface ClientObjectProblem {
  readonly kind: 'problem';
  readonly code:
    | 'invalid-calendar-data'
    | 'invalid-calendar-object'
    | 'unsupported-component'
    | 'too-many-attendees'
    | 'too-many-instances';
  readonly where: string;
}

export interface ClientObjectLimits {
  readonly attendees: number;
  readonly instances: number;
}

export const clientObjectLimits: ClientObjectLimits = { attendees: 1000, instances: 10_000 };

/** Characters of a UID; rfc7986#5.3 wants fewer than 255 octets, and no client comes near this. */
const longestUid = 1000;

export function readClientObject(
  source: string,
  limits: ClientObjectLimits = clientObjectLimits,
): ClientObject | ClientObjectProblem {
  if (source.includes('\0')) return problem('invalid-calendar-data', 'a NUL character');
  const calendar = parseCalendar(source);
  if (isProblem(calendar)) {
    const many = calendar.code === 'too-many-components' || calendar.code === 'too-many-dates';
    return problem(many ? 'too-many-instances' : 'invalid-calendar-data', calendar.where);
  }
  if (countOf(source, 'BEGIN:VCALENDAR') > 1) return problem('invalid-calendar-object', 'more than one VCALENDAR');
  const wrong = wrongAsWhole(calendar) ?? wrongInParts(scheduled(calendar), calendar, limits);
  if (wrong) return wrong;
  const [first] = scheduled(calendar);
  const clean = !/\r(?!\n)|(?<!\r)\n|^\uFEFF/.test(source);
  const component = first?.[0] === 'vtodo' ? 'VTODO' : 'VEVENT';
  const uid = first ? text(first, 'uid') : '';
  return { kind: 'object', uid, component, ics: clean ? source : printCalendar(calendar) };
}

function wrongAsWhole(calendar: JComponent): ClientObjectProblem | undefined {
  if (text(calendar, 'method') !== '') return problem('invalid-calendar-object', 'METHOD is for messages');
  const kinds = new Set(calendar[2].map(([name]) => name).filter((name) => name !== 'vtimezone'));
  if (kinds.size === 0) return problem('invalid-calendar-object', 'no VEVENT or VTODO');
  if (kinds.size > 1) return problem('invalid-calendar-object', `${[...kinds].join(', ')} in one object`.toUpperCase());
  const [kind = ''] = kinds;
  if (kind !== 'vevent' && kind !== 'vtodo') return problem('unsupported-component', kind.toUpperCase());
  return undefined;
}

function wrongInParts(
  all: readonly JComponent[],
  calendar: JComponent,
  limits: ClientObjectLimits,
): ClientObjectProblem | undefined {
  const uids = new Set(all.map((event) => text(event, 'uid')));
  const [uid = ''] = uids;
  if (uid === '' || uid.length > longestUid) return problem('invalid-calendar-object', 'UID');
  if (uids.size > 1) return problem('invalid-calendar-object', 'more than one UID');
  // A task may lack dates, but not one that recurs (rfc5545#3.6.2, #3.8.2.4).
  const undated = all.find((part) => !startOf(part) && (part[0] === 'vevent' || recurs(part)));
  if (undated) return problem('invalid-calendar-data', 'DTSTART');
  const zones = zoneBook(calendar);
  if (new Set(all.map((event) => instanceKey(event, zones))).size < all.length) {
    return problem('invalid-calendar-object', 'two components for one instance');
  }
  for (const event of all) {
    const attendees = properties(event, 'attendee').length;
    if (attendees > limits.attendees) return problem('too-many-attendees', `${attendees} attendees`);
    const count = Number(ruleOf(event)?.count ?? 0);
    const dates = properties(event, 'rdate').reduce((sum, line) => sum + line.length - 3, 0);
    if (count + dates > limits.instances) return problem('too-many-instances', `${count + dates} instances`);
  }
  return undefined;
}

function countOf(source: string, wanted: string): number {
  let count = 0;
  const upper = source.toUpperCase();
  for (let at = upper.indexOf(wanted); at !== -1; at = upper.indexOf(wanted, at + 1)) count++;
  return count;
}

function problem(code: ClientObjectProblem['code'], where: string): ClientObjectProblem {
  return { kind: 'problem', code, where };
}
