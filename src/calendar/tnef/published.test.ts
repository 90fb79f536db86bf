/** Octets that Microsoft publishes as examples, with what its text says they mean. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGlobalObjectId } from './globalObjectId.ts';
import { readRecurrence } from './recurrencePattern.ts';
import { readTimeZoneDefinition } from './timeZoneRule.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const wall = (text: string): number => Date.parse(`${text}:00Z`);

test('TNEF-5 weekly, without exceptions ([MS-OXOCAL] 4.1.1.1)', () => {
  const read = readRecurrence(
    hex(`043004300B2001000000C0210000010000000000000032000000222000000C000000000000000000000000000000
      8020BC0C20ADBC0C0630000009300000580200007602000000000000000000000000`),
    1252,
  );
  assert.deepEqual(read, {
    pattern: { kind: 'weekly', weeks: 1, weekdays: 0b0110010 },
    end: { kind: 'count', count: 12 },
    firstWeekday: 0,
    start: wall('2007-03-26T10:00'),
    length: 30 * 60_000,
    deleted: [],
    exceptions: [],
  });
});

test('TNEF-5 an exception with its own time, subject and place ([MS-OXOCAL] 4.1.1.2)', () => {
  const read = readRecurrence(
    hex(`043004300B2001000000C0210000010000000000000032000000222000000C0000000000000001000000A096BC0C01000000
      A096BC0C8020BC0C20ADBC0C0630000009300000580200007602000001003499BC0C5299BC0CF898BC0C1100220021005369
      6D706C6520526563757272656E6365207769746820657863657074696F6E730800070033342F343134310000000004000000
      00000000000000003499BC0C5299BC0CF898BC0C2100530069006D0070006C00650020005200650063007500720072006500
      6E006300650020007700690074006800200065007800630065007000740069006F006E0073000700330034002F0034003100
      340031000000000000000000`),
    1252,
  );
  assert.deepEqual(read?.deleted, [wall('2007-04-16T00:00')]);
  assert.deepEqual(read?.exceptions, [
    {
      original: wall('2007-04-16T10:00'),
      start: wall('2007-04-16T11:00'),
      end: wall('2007-04-16T11:30'),
      subject: 'Simple Recurrence with exceptions',
      location: '34/4141',
    },
  ]);
});

test('TNEF-5 daily with deleted instances and an end date ([MS-OXOCAL] 4.1.1.3)', () => {
  const read = readRecurrence(
    hex(`043004300A2000000000A0050000E010000000000000212000000A0000000000000002000000A0C1DC0C80D2DC0C00000000
      207EDC0C0016DD0C0630000009300000E0010000FE01000000000000000000000000`),
    1252,
  );
  assert.deepEqual(read?.pattern, { kind: 'daily', days: 3 });
  assert.deepEqual(read?.end, { kind: 'date', day: wall('2011-05-04T00:00') });
  assert.equal(read?.start, wall('2011-04-07T08:00'));
  assert.deepEqual(read?.deleted, [wall('2011-04-19T00:00'), wall('2011-04-22T00:00')]);
});

test('TNEF-6 a lunar calendar, which iCalendar has no rule for, is not read ([MS-OXOCAL] 4.1.1.6)', () => {
  const hebrew = hex(`043004300D200200080080750A000C0000000000000003000000232000000A0000000000000001000000207EDC0C
    01000000207EDC0C6074C40CDF80E95A0630000009300000E0010000FE01000001000080DC0C1E80DC0C0080DC0C24023C0000000100
    00000000000004000000000000000000000000000000`);
  assert.equal(readRecurrence(hebrew, 1252), undefined);
  // The same in Gregorian months is read, with its reminder passed by and its busy status taken.
  hebrew.writeUInt16LE(0, 8);
  assert.equal(readRecurrence(hebrew, 1252)?.exceptions[0]?.busyStatus, 1);
});

test('TNEF-7 a zone definition with two rules: the effective one counts ([MS-OXOCAL] 4.1.4)', () => {
  const read = readTimeZoneDefinition(
    hex(`0201300002001500500061006300690066006900630020005300740061006E0064006100720064002000540069006D0065000200
      02013E000000D6070000000000000000000000000000E001000000000000C4FFFFFF00000A0000000500020000000000000000000400
      00000100020000000000000002013E000200D7070000000000000000000000000000E001000000000000C4FFFFFF00000B0000000100
      020000000000000000000300000002000200000000000000`),
  );
  assert.deepEqual(read, {
    name: 'Pacific Standard Time',
    effective: {
      standard: -480,
      daylight: -420,
      changes: {
        toStandard: { month: 11, weekday: 0, nth: 1, hour: 2, minute: 0 },
        toDaylight: { month: 3, weekday: 0, nth: 2, hour: 2, minute: 0 },
      },
    },
  });
});

test('TNEF-4 ids: hexadecimal without the date, and the UID of another program ([MS-ASEMAIL] 4.3, [MS-OXOCAL] 4.1.2)', () => {
  const base64 = (text: string) => readGlobalObjectId(Buffer.from(text, 'base64'));
  assert.deepEqual(base64('BAAAAIIA4AB0xbcQGoLgCAfUCRDgQMnBJoXEAQAAAAAAAAAAEAAAAAvw7UtuTulOnjnjhns3jvM='), {
    uid: '040000008200E00074C5B7101A82E00800000000E040C9C12685C4010000000000000000100000000BF0ED4B6E4EE94E9E39E3867B378EF3',
    instance: wall('2004-09-16T00:00'),
  });
  const foreign =
    'BAAAAIIA4AB0xbcQGoLgCAAAAAAAAAAAAAAAAAAAAAAAAAAAMwAAAHZDYWwtVWlkAQAAAHs4MTQxMkQzQy0yQTI0LTRFOUQtQjIwRS0xMUY3QkJFOTI3OTl9AA==';
  assert.deepEqual(base64(foreign), { uid: '{81412D3C-2A24-4E9D-B20E-11F7BBE92799}' });
  const moved = hex(
    '040000008200E00074C5B7101A82E00807D803195025D461E473C8010000000000000000100000002A5844B3A444F74A9C246C60886F116B',
  );
  assert.equal(readGlobalObjectId(moved)?.instance, wall('2008-03-25T00:00'));
});
