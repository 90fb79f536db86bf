/**
 * An iCalendar file of any length, taken apart before it is read: a component that can't
 * be read must not take the others with it (rfc5545#3.4 allows many objects in one stream).
 */
import type { JComponent } from '../icalendar/jcal.ts';
import { text } from '../icalendar/jcal.ts';
import { isProblem, parseCalendar } from '../icalendar/parse.ts';

/** What is wrong with a component, and where: its first line in the file, and its UID where it has one. */
export interface ImportProblem {
  readonly line: number;
  readonly uid?: string;
  readonly code: string;
  readonly where: string;
}

/** One VEVENT as it stands in the file. */
export interface Piece {
  readonly line: number;
  readonly uid: string;
  readonly source: string;
}

export interface TakenApart {
  /** Events by UID, in the order of the file. */
  readonly objects: ReadonlyMap<string, readonly Piece[]>;
  readonly zones: ReadonlyMap<string, JComponent>;
  readonly problems: readonly ImportProblem[];
}

const EVENTS_CAP = 50_000;
const PROBLEMS_CAP = 1000;
const PIECE_LENGTH = 1024 * 1024;
/** Components of one VTIMEZONE. */
const ZONE_CAP = 200;
/** Events of one UID: a series with its exceptions. */
const PIECES_CAP = 1000;

interface Open {
  readonly name: string;
  readonly line: number;
  readonly from: number;
  readonly depth: number;
}

export function takeApart(file: string): TakenApart {
  const lines = file.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const objects = new Map<string, Piece[]>();
  const zones = new Map<string, JComponent>();
  const problems: ImportProblem[] = [];
  let open: Open | undefined;
  let depth = 0;
  let count = 0;
  let calendars = 0;

  for (const [index, line] of lines.entries()) {
    const mark = markOf(line);
    if (!mark) continue;
    const { word, name } = mark;
    if (word === 'BEGIN' && (name === 'VCALENDAR' || name === 'VEVENT') && open) {
      // The one before was never ended.
      problem(open, 'not-ended', open.name);
      open = undefined;
      depth = name === 'VCALENDAR' ? 0 : 1;
    }
    if (name === 'VCALENDAR') {
      depth = word === 'BEGIN' ? 1 : 0;
      if (word === 'BEGIN') calendars++;
      continue;
    }
    if (word === 'BEGIN') {
      depth++;
      if (!open && depth === 2) open = { name, line: index + 1, from: index, depth };
    } else {
      if (open && depth === open.depth) {
        close(open, index, name);
        open = undefined;
      }
      depth = Math.max(1, depth - 1);
    }
  }
  if (open) problem(open, 'not-ended', open.name);
  if (calendars === 0) problems.push({ line: 1, code: 'unreadable', where: 'no VCALENDAR' });
  return { objects, zones, problems };

  function close({ name, line, from }: Open, to: number, ended: string): void {
    const own = lines.slice(from, to + 1);
    const at = { name, line };
    if (name !== ended) problem(at, 'not-ended', name);
    else if (name === 'VTIMEZONE') addZone(at, own.join('\r\n'));
    else if (name === 'VEVENT') addEvent(at, own);
    else problem(at, 'no-event', name.slice(0, 100));
  }

  function addZone(at: { line: number }, source: string): void {
    const read = parseCalendar(wrapped(source), ZONE_CAP);
    const zone = isProblem(read) ? undefined : read[2][0];
    if (isProblem(read)) problem(at, read.code, read.where);
    // The first of a name counts, as it does where messages are merged.
    else if (zone && !zones.has(text(zone, 'tzid'))) zones.set(text(zone, 'tzid'), zone);
  }

  function addEvent(at: { line: number }, own: readonly string[]): void {
    const uid = uidOf(own);
    const source = own.join('\r\n');
    count++;
    if (count > EVENTS_CAP) {
      if (count === EVENTS_CAP + 1) problem(at, 'too-many', `more than ${EVENTS_CAP} events`);
    } else if (uid === '') problem(at, 'no-uid', 'UID');
    else if (source.length > PIECE_LENGTH) problem({ ...at, uid }, 'too-large', `more than ${PIECE_LENGTH} characters`);
    else {
      const pieces = objects.get(uid) ?? [];
      if (pieces.length >= PIECES_CAP) problem({ ...at, uid }, 'too-many', `more than ${PIECES_CAP} of one UID`);
      else pieces.push({ line: at.line, uid, source });
      objects.set(uid, pieces);
    }
  }

  function problem({ line, uid }: { line: number; uid?: string }, code: string, where: string): void {
    if (problems.length < PROBLEMS_CAP) problems.push({ line, ...(uid !== undefined && { uid }), code, where });
  }
}

/** A component as an object of its own, to be read alone. */
export function wrapped(source: string): string {
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${source}\r\nEND:VCALENDAR\r\n`;
}

function markOf(line: string): { word: 'BEGIN' | 'END'; name: string } | undefined {
  const colon = line.indexOf(':');
  const word = colon === 5 || colon === 3 ? line.slice(0, colon).toUpperCase() : '';
  return word === 'BEGIN' || word === 'END'
    ? {
        word,
        name: line
          .slice(colon + 1)
          .trim()
          .toUpperCase(),
      }
    : undefined;
}

/** The event's own UID, unfolded (rfc5545#3.1); not that of an alarm in it. */
function uidOf(lines: readonly string[]): string {
  let depth = 0;
  for (const [index, line] of lines.entries()) {
    const mark = markOf(line);
    if (mark) depth += mark.word === 'BEGIN' ? 1 : -1;
    if (depth !== 1 || !/^uid[:;]/i.test(line)) continue;
    let whole = line;
    for (let next = index + 1; /^[ \t]/.test(lines[next] ?? ''); next++) whole += (lines[next] ?? '').slice(1);
    return whole
      .slice(whole.indexOf(':') + 1)
      .trim()
      .slice(0, 1000);
  }
  return '';
}
