import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entriesOf, hourOf, inOrderOfDay, localDay } from './agenda.ts';
import { agendaLetter } from './notices/letters.ts';

const reader = { timeZone: 'Europe/Paris', addresses: ['johanna@contoso.example'] };
const hours = (from: number, to: number) => (to - from) / 3_600_000;

function event(uid: string, ...lines: readonly string[]): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:x',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SUMMARY:${uid}`,
    'DTSTAMP:20261101T000000Z',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

for (const [date, zone, length, seven] of [
  ['2026-11-24', 'Europe/Paris', 24, '2026-11-24T06:00:00.000Z'],
  ['2027-03-28', 'Europe/Paris', 23, '2027-03-28T05:00:00.000Z'],
  ['2026-10-25', 'Europe/Paris', 25, '2026-10-25T06:00:00.000Z'],
  ['2026-11-24', 'America/New_York', 24, '2026-11-24T12:00:00.000Z'],
  ['2026-11-24', 'Pacific/Kiritimati', 24, '2026-11-23T17:00:00.000Z'],
] as const) {
  test(`NOTE-11 ${date} in ${zone} has ${length} hours, and seven o'clock once`, () => {
    const day = localDay(Date.parse(seven), zone);
    assert.equal(day.date, date);
    assert.equal(hours(day.from, day.to), length);
    assert.equal(new Date(hourOf(day, 7, zone)).toISOString(), seven);
  });
}

test('NOTE-11 an hour that the clock skips is the one that follows; one that it shows twice is the first', () => {
  const spring = localDay(Date.parse('2027-03-28T12:00:00Z'), 'Europe/Paris');
  assert.equal(new Date(hourOf(spring, 2, 'Europe/Paris')).toISOString(), '2027-03-28T01:00:00.000Z');
  const autumn = localDay(Date.parse('2026-10-25T12:00:00Z'), 'Europe/Paris');
  assert.equal(new Date(hourOf(autumn, 2, 'Europe/Paris')).toISOString(), '2026-10-25T00:00:00.000Z');
});

test('NOTE-11 the day has whole days first, then what touches it in order; not what is off or declined', () => {
  const day = localDay(Date.parse('2026-11-24T12:00:00Z'), 'Europe/Paris');
  const day24 = [
    event('late', 'DTSTART:20261124T220000Z', 'DTEND:20261125T010000Z', 'LOCATION:Hall  2'),
    event('early', 'DTSTART:20261124T080000Z', 'DTEND:20261124T090000Z', 'ATTENDEE:mailto:johanna@contoso.example'),
    event('birthday', 'DTSTART;VALUE=DATE:20261124'),
    event('tomorrow', 'DTSTART:20261124T230000Z', 'DTEND:20261125T000000Z'),
    event('off', 'DTSTART:20261124T080000Z', 'STATUS:CANCELLED'),
    event('declined', 'DTSTART:20261124T080000Z', 'ATTENDEE;PARTSTAT=DECLINED:mailto:johanna@contoso.example'),
    event('early', 'DTSTART:20261124T080000Z', 'DTEND:20261124T090000Z', 'ATTENDEE:mailto:johanna@contoso.example'),
  ];
  const entries = inOrderOfDay(day24.flatMap((ics) => entriesOf(ics, day, reader)));
  const letter = agendaLetter(entries, day.date, { language: 'fr', timeZone: 'Europe/Paris' });
  assert.equal(letter.subject, 'Votre journée, mardi 24 novembre 2026 : 3 événements');
  const lines = letter.plain.trim().split('\n').slice(3);
  assert.equal(lines[0], 'Toute la journée: birthday');
  assert.equal(lines[1], '09:00 – 10:00: early · sans réponse');
  assert.match(lines[2] ?? '', /^.*24.*23:00.*25.*02:00.*: late · Hall 2$/);
  assert.equal(lines.length, 3);
});
