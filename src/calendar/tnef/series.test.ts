import assert from 'node:assert/strict';
import { test } from 'node:test';
import { occurrences } from '../occurrences.ts';
import { calendarOfTnef } from './calendarOfTnef.ts';
import { berlin, kolkata, newYork, sydney, type WrittenZone } from './testing/meeting.ts';
import { around, problemOf, read, value } from './testing/read.ts';
import type { WrittenRecurrence } from './testing/recurrence.ts';
import { writeTnef } from './testing/writer.ts';

const weekly = (more: Partial<WrittenRecurrence> = {}): WrittenRecurrence => ({
  frequency: 0x200b,
  patternType: 1,
  period: 1,
  specific: [0b10],
  start: '2026-11-30T10:00',
  minutes: 60,
  end: { count: 6 },
  ...more,
});

test('TNEF-5 each way to recur as the rule with the same instances', () => {
  const table: [Partial<WrittenRecurrence>, string][] = [
    [{ frequency: 0x200a, patternType: 0, period: 2 * 1440, specific: [] }, 'FREQ=DAILY;INTERVAL=2;COUNT=6'],
    [{ frequency: 0x200a, specific: [0b0111110] }, 'FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;WKST=MO;COUNT=6'],
    [{ period: 2, end: 'never' }, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=MO'],
    [{ end: { day: '2027-03-29' } }, 'FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;WKST=MO;UNTIL=20270329T080000Z'],
    [
      { frequency: 0x200c, patternType: 2, specific: [30] },
      'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30;BYSETPOS=-1;COUNT=6',
    ],
    [{ frequency: 0x200c, patternType: 2, specific: [31] }, 'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1;COUNT=6'],
    [{ frequency: 0x200c, patternType: 4, specific: [31] }, 'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1;COUNT=6'],
    [
      { frequency: 0x200c, patternType: 3, specific: [0b10, 5] },
      'FREQ=MONTHLY;INTERVAL=1;BYDAY=MO;BYSETPOS=-1;COUNT=6',
    ],
    [
      { frequency: 0x200d, patternType: 2, period: 12, specific: [30] },
      'FREQ=YEARLY;INTERVAL=1;BYMONTH=11;BYMONTHDAY=28,29,30;BYSETPOS=-1;COUNT=6',
    ],
    [
      { frequency: 0x200d, patternType: 3, period: 24, specific: [0b10, 5] },
      'FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=MO;BYSETPOS=-1;COUNT=6',
    ],
  ];
  const parts = (rule = ''): string[] => rule.replace(/^:/, '').split(';').sort();
  for (const [more, rule] of table) {
    const { lines } = read({ start: '2026-11-30T09:00:00Z', zone: berlin, recurrence: weekly(more) });
    assert.deepEqual(parts(value(lines, 'RRULE')), parts(rule));
  }
});

test('TNEF-5 exceptions are overrides, deleted instances EXDATE, and the rest is the series', () => {
  const { ics, lines } = read({
    start: '2026-11-30T09:00:00Z',
    zone: berlin,
    location: 'Orangerie',
    recurrence: weekly({
      deleted: ['2026-12-14'],
      exceptions: [
        {
          original: '2026-12-07T10:00',
          start: '2026-12-08T14:00',
          end: '2026-12-08T16:00',
          subject: 'Größer',
          location: 'Hof',
          busyStatus: 0,
        },
        { original: '2026-12-21T10:00', start: '2026-12-21T09:00', end: '2026-12-21T10:00' },
      ],
    }),
  });
  assert.equal(value(lines, 'EXDATE'), ';TZID=Europe/Berlin:20261214T100000');
  assert.deepEqual(
    occurrences(ics, 0, Date.UTC(2030, 0, 1)).map(({ start, end, summary, location, busy }) => [
      new Date(start).toISOString().slice(0, 16),
      (end - start) / 60_000,
      summary,
      location,
      busy,
    ]),
    [
      ['2026-11-30T09:00', 60, 'Planning', 'Orangerie', 'BUSY'],
      ['2026-12-08T13:00', 120, 'Größer', 'Hof', 'FREE'],
      ['2026-12-21T08:00', 60, 'Planning', 'Orangerie', 'BUSY'],
      ['2026-12-28T09:00', 60, 'Planning', 'Orangerie', 'BUSY'],
      ['2027-01-04T09:00', 60, 'Planning', 'Orangerie', 'BUSY'],
    ],
  );
});

test('TNEF-7 a series keeps its hour on the wall on both sides of each change of the clock', () => {
  const table: [WrittenZone, string, string, string[]][] = [
    [berlin, '2026-10-19T10:00', '2026-10-19T08:00:00Z', ['08:00', '09:00', '09:00']],
    [berlin, '2027-03-22T10:00', '2027-03-22T09:00:00Z', ['09:00', '08:00', '08:00']],
    [newYork, '2026-10-26T10:00', '2026-10-26T14:00:00Z', ['14:00', '15:00', '15:00']],
    [newYork, '2027-03-08T10:00', '2027-03-08T15:00:00Z', ['15:00', '14:00', '14:00']],
    [sydney, '2027-03-29T10:00', '2027-03-28T23:00:00Z', ['23:00', '00:00', '00:00']],
    [sydney, '2026-09-28T10:00', '2026-09-28T00:00:00Z', ['00:00', '23:00', '23:00']],
    [kolkata, '2026-10-19T10:00', '2026-10-19T04:30:00Z', ['04:30', '04:30', '04:30']],
  ];
  for (const [zone, first, start, hours] of table) {
    // Once with its Windows name, once as somebody's own zone with the same rules.
    for (const shape of [
      zone,
      { bias: zone.bias, ...(zone.changes && { daylightBias: -60, changes: zone.changes }) },
    ]) {
      const { ics } = read({ start, zone: shape, recurrence: weekly({ start: first, end: { count: 3 } }) });
      const told = occurrences(ics, 0, Date.UTC(2030, 0, 1)).map((each) =>
        new Date(each.start).toISOString().slice(11, 16),
      );
      assert.deepEqual(told, hours, `${shape.name ?? 'own'} ${first}`);
    }
  }
});

test('TNEF-7 zones: by Windows name, by rules, and as they stand where no zone is like them', () => {
  const tzid = (zone: WrittenZone, start = '2026-11-30T09:00:00Z'): string | undefined =>
    value(read({ start, zone, recurrence: weekly() }).lines, 'TZID');
  assert.equal(tzid(berlin), ':Europe/Berlin');
  assert.match(tzid({ ...berlin, name: 'Customized Time Zone' }) ?? '', /^:Europe\//);
  const odd: WrittenZone = {
    name: 'Garden Time',
    bias: -75,
    daylightBias: -30,
    changes: [
      [9, 3, 2, 1],
      [5, 3, 2, 1],
    ],
  };
  assert.equal(tzid(odd, '2026-11-30T08:45:00Z'), ':Garden Time');
});

test('TNEF-7 a known name whose zone does not fit gives way to the rules, and does not come back when it is read', () => {
  const odd: WrittenZone = { name: 'W. Europe Standard Time', bias: -120 };
  const { ics, lines } = read({ start: '2026-11-30T08:00:00Z', zone: odd, recurrence: weekly({ end: { count: 2 } }) });
  assert.equal(value(lines, 'TZID'), ':Etc/GMT-2');
  const never: WrittenZone = { name: 'W. Europe Standard Time', bias: -75 };
  const other = read({ start: '2026-11-30T08:45:00Z', zone: never, recurrence: weekly({ end: { count: 2 } }) });
  const hours = (text: string) =>
    occurrences(text, 0, 4e12).map(({ start }) => new Date(start).toISOString().slice(11, 16));
  assert.deepEqual(hours(ics), ['08:00', '08:00']);
  assert.deepEqual(hours(other.ics), ['08:45', '08:45']);
});

test('TNEF-6 what is not certain is a problem and no guess', () => {
  const recurring = { start: '2026-11-30T09:00:00Z', recurrence: weekly() };
  assert.equal(problemOf(recurring), 'unreadable: time zone');
  // UTC and wall of the first instance are an hour apart: one of zone and time is wrong.
  assert.equal(problemOf({ ...recurring, zone: berlin, start: '2026-11-30T08:00:00Z' }), 'unreadable: time zone');
  assert.equal(
    problemOf({ ...recurring, zone: berlin, recurrence: weekly({ calendarType: 8 }) }),
    'unreadable: recurrence',
  );
  assert.equal(problemOf({ instance: '2026-12-07' }), 'unreadable: instance');
  assert.equal(
    problemOf({ more: [{ id: { set: 'meeting', lid: 0x000a }, type: 'bool', value: true }] }),
    'unreadable: instance',
  );
  const blank = calendarOfTnef(writeTnef({ messageClass: 'IPM.Schedule.Meeting.Request', properties: [] }), around);
  assert.equal(blank.kind === 'problem' && blank.code, 'no-uid');
});

test('TNEF-9 all day is a DATE where both ends are midnight of the zone, and only there', () => {
  const day = { allDay: true, start: '2026-11-25T23:00:00Z', end: '2026-11-26T23:00:00Z' };
  const dates = ({ lines }: { lines: string[] }) => [value(lines, 'DTSTART'), value(lines, 'DTEND')];
  assert.deepEqual(dates(read({ ...day, zone: berlin })), [';VALUE=DATE:20261126', ';VALUE=DATE:20261127']);
  assert.deepEqual(dates(read(day)), [':20261125T230000Z', ':20261126T230000Z']);
  const series = read({
    ...day,
    zone: berlin,
    start: '2026-11-29T23:00:00Z',
    end: '2026-11-30T23:00:00Z',
    recurrence: weekly({
      start: '2026-11-30T00:00',
      minutes: 1440,
      deleted: ['2026-12-07'],
      end: { day: '2026-12-28' },
    }),
  });
  assert.deepEqual(dates(series), [';VALUE=DATE:20261130', ';VALUE=DATE:20261201']);
  assert.equal(value(series.lines, 'EXDATE'), ';VALUE=DATE:20261207');
  assert.match(value(series.lines, 'RRULE') ?? '', /UNTIL=20261228($|;)/);
});
