/** Written meetings as the reader under test reads them. */
import assert from 'node:assert/strict';
import { readScheduling } from '../../scheduling/read.ts';
import { calendarOfTnef } from '../calendarOfTnef.ts';
import { type WrittenMeeting, writeMeeting } from './meeting.ts';

export const around = { from: 'anna@fabrikam.example', at: Date.UTC(2026, 10, 24, 9) };

export function read(written: WrittenMeeting) {
  const made = calendarOfTnef(writeMeeting(written), around);
  assert.ok(made.kind === 'calendar', JSON.stringify(made));
  const again = readScheduling(made.ics);
  assert.ok(again.kind === 'message', JSON.stringify(again));
  return { ...made, message: again, lines: made.ics.replaceAll('\r\n ', '').split('\r\n') };
}

export function problemOf(written: WrittenMeeting): string {
  const made = calendarOfTnef(writeMeeting(written), around);
  return made.kind === 'problem' ? `${made.code}: ${made.where}` : 'read';
}

export const value = (lines: readonly string[], name: string): string | undefined =>
  // After the VTIMEZONE, which has lines of the same names.
  (
    lines.slice(lines.indexOf('BEGIN:VEVENT')).find((line) => line.split(/[:;]/)[0] === name) ??
    lines.find((line) => line.split(/[:;]/)[0] === name)
  )?.slice(name.length);
