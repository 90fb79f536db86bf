import ICAL from 'ical.js';
import type { CalendarProblem } from '../types.ts';
import type { JComponent } from './jcal.ts';
import { ruleOutOfRange } from './ruleRange.ts';

/** Components in one object, alarms and zones counted. */
export const COMPONENT_CAP = 1000;
/** Characters of one object. Exchange's largest invitations, pictures inside, stay below. */
const TEXT_CAP = 16 * 1024 * 1024;
/** Values of RDATE and EXDATE in one object: each is looked at again for every instance that is asked for. */
const DATES_CAP = 5000;

/**
 * Reads one VCALENDAR. Lenient about a byte order mark, bare LF, a missing VERSION and
 * blank lines; everything else that is no iCalendar (rfc5545#3.1) is a problem, never a throw.
 */
export function parseCalendar(source: string, cap = COMPONENT_CAP): JComponent | CalendarProblem {
  if (source.length > TEXT_CAP) return { kind: 'problem', code: 'too-large', where: `over ${TEXT_CAP} characters` };
  if (countBegins(source, cap) > cap) return { kind: 'problem', code: 'too-many-components', where: `over ${cap}` };
  let parsed: unknown;
  try {
    parsed = ICAL.parse(tidied(source));
  } catch (fault) {
    // ical.js throws on the first line it can't read, and what it says quotes that line.
    return { kind: 'problem', code: 'unreadable', where: fault instanceof Error ? fault.message.slice(0, 200) : '' };
  }
  const calendar = (Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed[0] : parsed) as JComponent;
  if (!Array.isArray(calendar) || calendar[0] !== 'vcalendar')
    return { kind: 'problem', code: 'unreadable', where: 'no VCALENDAR' };
  if (deeperThan(calendar, cap)) return { kind: 'problem', code: 'too-many-components', where: `over ${cap}` };
  if (!hasNames(calendar)) return { kind: 'problem', code: 'unreadable', where: 'a name that is none' };
  const dates = calendar[2].reduce((count, part) => count + datesIn(part), 0);
  if (dates > DATES_CAP) return { kind: 'problem', code: 'too-many-dates', where: 'RDATE or EXDATE' };
  const part = ruleOutOfRange(calendar);
  return part === undefined ? calendar : { kind: 'problem', code: 'unreadable', where: `RRULE ${part}` };
}

/** The object read last: the steps of one decision read the same text. jCal is never written to here, so it can be shared. */
let latest: { readonly ics: string; readonly calendar: JComponent } | undefined;

/** Reads what this program stored itself. Throws (a fault) when it can't be read. */
export function parseStored(ics: string): JComponent {
  if (latest?.ics === ics) return latest.calendar;
  const calendar = parseCalendar(ics, Number.MAX_SAFE_INTEGER);
  if (isProblem(calendar)) throw new Error(`stored calendar object: ${calendar.code} ${calendar.where}`);
  latest = { ics, calendar };
  return calendar;
}

export function isProblem(subject: object): subject is CalendarProblem {
  return 'kind' in subject && subject.kind === 'problem';
}

/** Text with CRLF and lines folded at 75 octets (rfc5545#3.1). */
export function printCalendar(calendar: JComponent): string {
  // ical.js takes its jCal as mutable arrays but only reads them here.
  return ICAL.stringify(calendar as unknown as unknown[]);
}

/** Without a byte order mark, lone CRs, and the empty lines that some gateways insert. */
function tidied(source: string): string {
  const unmarked = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  if (!/\r(?!\n)|\n\r?\n/.test(unmarked)) return unmarked;
  return unmarked
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== '')
    .join('\n');
}

/** Counts without reading, so that a flood of components costs one pass over the text. */
function countBegins(source: string, cap: number): number {
  let count = 0;
  for (let at = source.indexOf('BEGIN:'); at !== -1 && count <= cap; at = source.indexOf('BEGIN:', at + 6)) count++;
  return count;
}

function deeperThan(calendar: JComponent, cap: number): boolean {
  const waiting: JComponent[] = [calendar];
  let count = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (++count > cap) return true;
    waiting.push(...next[2]);
  }
  return false;
}

/**
 * Whether components and properties are named as rfc5545#3.1 says. Other letters change with
 * their case in ways of their own, so that what was printed would not be what was read.
 */
function hasNames([name, lines, parts]: JComponent): boolean {
  return isName(name) && lines.every(([line]) => isName(line)) && parts.every(hasNames);
}

const isName = (text: string) => /^[\w-]+$/.test(text);

function datesIn(part: JComponent): number {
  return part[1].reduce(
    (count, line) => count + (line[0] === 'rdate' || line[0] === 'exdate' ? line.length - 3 : 0),
    0,
  );
}
