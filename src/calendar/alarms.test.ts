import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remindersOf } from './alarms.ts';

const minute = 60_000;
const at = (text: string) => Date.parse(text);
/** A week around the events below. */
const week = { from: at('2026-11-22T00:00:00Z'), to: at('2026-11-29T00:00:00Z') };
const reader = { timeZone: 'Europe/Paris', addresses: ['johanna@contoso.example'], usual: 15 * minute };

function calendar(...components: readonly (readonly string[])[]): string {
  const inside = components.flatMap((lines) => [
    'BEGIN:VEVENT',
    'UID:u1',
    'DTSTAMP:20261101T000000Z',
    ...lines,
    'END:VEVENT',
  ]);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Contoso//Test//EN', ...inside, 'END:VCALENDAR', ''].join('\r\n');
}

const alarm = (...lines: readonly string[]) => [
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  'DESCRIPTION:x',
  ...lines,
  'END:VALARM',
];
const tuesday = ['DTSTART:20261124T090000Z', 'DTEND:20261124T100000Z'];
const times = (ics: string, window = week) =>
  remindersOf(ics, window, reader).map((each) => new Date(each.at).toISOString());

for (const [name, lines, expected] of [
  ['the usual minutes without an alarm', tuesday, ['2026-11-24T08:45:00.000Z']],
  ['its own alarm in place of the usual', [...tuesday, ...alarm('TRIGGER:-PT1H')], ['2026-11-24T08:00:00.000Z']],
  [
    'two alarms',
    [...tuesday, ...alarm('TRIGGER:-PT1H'), ...alarm('TRIGGER:-P1D')],
    ['2026-11-23T09:00:00.000Z', '2026-11-24T08:00:00.000Z'],
  ],
  [
    'two alarms at one time',
    [...tuesday, ...alarm('TRIGGER:-PT1H'), ...alarm('TRIGGER:-PT60M')],
    ['2026-11-24T08:00:00.000Z'],
  ],
  ['from the end', [...tuesday, ...alarm('TRIGGER;RELATED=END:PT5M')], ['2026-11-24T10:05:00.000Z']],
  [
    'a time of its own',
    [...tuesday, ...alarm('TRIGGER;VALUE=DATE-TIME:20261123T120000Z')],
    ['2026-11-23T12:00:00.000Z'],
  ],
  ['acknowledged', [...tuesday, ...alarm('TRIGGER:-PT1H', 'ACKNOWLEDGED:20261124T080001Z')], []],
  [
    'acknowledged by a Graph client',
    [...tuesday, ...alarm('TRIGGER:-PT1H', 'ACKNOWLEDGED;VALUE=DATE-TIME:20261124T080001Z')],
    [],
  ],
  [
    'acknowledged by nonsense',
    [...tuesday, ...alarm('TRIGGER:-PT1H', 'ACKNOWLEDGED:yes')],
    ['2026-11-24T08:00:00.000Z'],
  ],
  [
    'acknowledged for an earlier time',
    [...tuesday, ...alarm('TRIGGER:-PT1H', 'ACKNOWLEDGED:20261117T080001Z')],
    ['2026-11-24T08:00:00.000Z'],
  ],
  [
    'no alarm wanted',
    [...tuesday, 'BEGIN:VALARM', 'ACTION:NONE', 'TRIGGER;VALUE=DATE-TIME:19760401T005545Z', 'END:VALARM'],
    [],
  ],
  ['a trigger that is none', [...tuesday, ...alarm('TRIGGER:soon')], []],
  ['cancelled', [...tuesday, 'STATUS:CANCELLED'], []],
  ['declined', [...tuesday, 'ATTENDEE;PARTSTAT=DECLINED:mailto:Johanna@contoso.example'], []],
  [
    'declined by somebody else',
    [...tuesday, 'ATTENDEE;PARTSTAT=DECLINED:mailto:jakob@contoso.example'],
    ['2026-11-24T08:45:00.000Z'],
  ],
  ['a whole day without an alarm', ['DTSTART;VALUE=DATE:20261124'], []],
  [
    'a whole day with one, by her clock',
    ['DTSTART;VALUE=DATE:20261124', ...alarm('TRIGGER:-PT6H')],
    ['2026-11-23T17:00:00.000Z'],
  ],
  [
    'a series, each instance',
    [...tuesday, 'RRULE:FREQ=DAILY;COUNT=3', ...alarm('TRIGGER:-PT1H')],
    ['2026-11-24T08:00:00.000Z', '2026-11-25T08:00:00.000Z', '2026-11-26T08:00:00.000Z'],
  ],
  [
    'a time of its own in a series, once',
    [...tuesday, 'RRULE:FREQ=DAILY;COUNT=3', ...alarm('TRIGGER;VALUE=DATE-TIME:20261124T120000Z')],
    ['2026-11-24T12:00:00.000Z'],
  ],
] as const) {
  test(`NOTE-10 reminders: ${name}`, () => {
    assert.deepEqual(times(calendar(lines)), expected);
  });
}

test('NOTE-10 an instance that was moved rings for its new time, one that was cancelled not at all', () => {
  const series = [...tuesday, 'RRULE:FREQ=DAILY;COUNT=3', ...alarm('TRIGGER:-PT1H')];
  const moved = [
    'RECURRENCE-ID:20261125T090000Z',
    'DTSTART:20261125T150000Z',
    'DTEND:20261125T160000Z',
    ...alarm('TRIGGER:-PT2H'),
  ];
  const off = [
    'RECURRENCE-ID:20261126T090000Z',
    'DTSTART:20261126T090000Z',
    'STATUS:CANCELLED',
    ...alarm('TRIGGER:-PT1H'),
  ];
  assert.deepEqual(times(calendar(series, moved, off)), ['2026-11-24T08:00:00.000Z', '2026-11-25T13:00:00.000Z']);
});

test('NOTE-10 of a window its begin belongs to it and its end does not, so that no reminder is in two or in none', () => {
  const ics = calendar(tuesday);
  const due = at('2026-11-24T08:45:00Z');
  assert.equal(times(ics, { from: due, to: due + 1 }).length, 1);
  assert.equal(times(ics, { from: due - 1, to: due }).length, 0);
  const [one] = remindersOf(ics, { from: due, to: due + 1 }, reader);
  const [other] = remindersOf(ics, week, reader);
  assert.equal(one?.key, other?.key);
});

test('NOTE-10 a series for every minute reminds ten times in a window and no more', () => {
  const hour = { from: at('2026-11-24T09:00:00Z'), to: at('2026-11-24T10:00:00Z') };
  assert.equal(times(calendar([...tuesday, 'RRULE:FREQ=MINUTELY']), hour).length, 10);
});
