import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isProblem, parseCalendar } from '../../src/calendar/icalendar/parse.ts';
import { calendarOfTnef } from '../../src/calendar/tnef/calendarOfTnef.ts';
import { readRecurrence } from '../../src/calendar/tnef/recurrencePattern.ts';
import { berlin, writeMeeting } from '../../src/calendar/tnef/testing/meeting.ts';
import type { WrittenRecurrence } from '../../src/calendar/tnef/testing/recurrence.ts';
import { writeRecurrence } from '../../src/calendar/tnef/testing/recurrence.ts';
import type { FuzzProperty } from './property.ts';
import { withinBounds } from './work.ts';

const recurrence: WrittenRecurrence = {
  frequency: 0x200b,
  patternType: 1,
  period: 1,
  specific: [2],
  start: '2026-11-30T10:00',
  minutes: 60,
  end: { count: 6 },
  deleted: ['2026-12-14'],
  exceptions: [{ original: '2026-12-07T10:00', start: '2026-12-08T11:00', end: '2026-12-08T12:00', subject: 'Moved' }],
};
const seeds = [
  writeMeeting({ zone: berlin, location: 'Orangerie', body: 'Hello' }),
  writeMeeting({ zone: berlin, start: '2026-11-30T09:00:00Z', recurrence }),
  writeMeeting({ messageClass: 'IPM.Schedule.Meeting.Resp.Pos', instance: '2026-12-07' }),
];

interface Change {
  readonly at: number;
  readonly octets: Uint8Array;
  readonly how: 'overwrite' | 'insert' | 'cut';
}

/** Lengths, counts and types that lie, besides octets of any kind. */
const piece = fc.oneof(
  fc
    .constantFrom('ffffffff', 'ffffff7f', '00000080', '00000000', '01000000', '00100000', '1e10', '0d00')
    .map((text) => Uint8Array.from(Buffer.from(text, 'hex'))),
  fc.uint8Array({ minLength: 1, maxLength: 12 }),
);
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.integer({ min: 0, max: 100_000 }).map((share) => share / 100_000),
  octets: piece,
  how: fc.constantFrom('overwrite', 'overwrite', 'overwrite', 'insert', 'cut'),
});
const changes = fc.array(change, { maxLength: 6 });

function changed(seed: Buffer, list: readonly Change[]): Buffer {
  return list.reduce((octets: Buffer, { at, octets: piece, how }) => {
    const from = Math.floor(at * octets.length);
    const rest = how === 'insert' ? from : how === 'cut' ? octets.length : Math.min(octets.length, from + piece.length);
    return Buffer.concat([octets.subarray(0, from), piece, octets.subarray(rest)]);
  }, seed);
}

/** With every checksum right again, so that what lies behind them is reached too. */
function resummed(octets: Buffer): Buffer {
  for (let at = 6; at + 9 <= octets.length; ) {
    const end = at + 9 + octets.readUInt32LE(at + 5);
    if (end + 2 > octets.length) break;
    octets.writeUInt16LE(
      octets.subarray(at + 9, end).reduce((sum, octet) => (sum + octet) & 0xffff, 0),
      end,
    );
    at = end + 2;
  }
  return octets;
}

export const tnefProperties: readonly FuzzProperty[] = [
  {
    name: 'tnef: TNEF-12 any octets are a calendar that can be read, or a named problem, within bounds',
    property: fc.property(fc.constantFrom(...seeds), changes, fc.boolean(), (seed, list, mend) => {
      const octets = changed(Buffer.from(seed), list);
      const message = mend ? resummed(octets) : octets;
      withinBounds(() => {
        const made = calendarOfTnef(message, { from: 'a@fabrikam.example', at: 0, truncated: true });
        if (made.kind === 'problem') assert.notEqual(made.where, '');
        else assert.ok(!isProblem(parseCalendar(made.ics)), 'what is made can be read');
      });
    }),
  },
  {
    name: 'tnef: TNEF-12 a recurrence of any octets is bounded, or nothing',
    property: fc.property(changes, (list) => {
      const read = readRecurrence(changed(writeRecurrence(recurrence), list), 1252);
      if (read) assert.ok(read.exceptions.length <= 500 && read.deleted.length <= 2000);
    }),
  },
];
