import assert from 'node:assert/strict';
import { test } from 'node:test';
import { organized } from '../itip/organize.fixture.ts';
import { createEvent } from '../itip/organize.ts';
import { spanOf } from '../span.ts';
import { ledgerKey, ledgerKeysOf } from './ledgerKey.ts';
import { readScheduling } from './read.ts';

const event = (...lines: string[]): string[] => [
  'BEGIN:VEVENT',
  'UID:one',
  'DTSTART:20261124T090000Z',
  ...lines,
  'END:VEVENT',
];
const calendar = (...lines: string[]): string => ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR', ''].join('\n');
const codeOf = (source: string): string => {
  const read = readScheduling(source);
  return read.kind === 'problem' ? read.code : 'read';
};

test('ITIP-14 byte order mark, bare LF, no VERSION, blank lines and MAILTO are read', () => {
  const read = readScheduling(
    `\ufeff${calendar('METHOD:request', '', ...event('ORGANIZER:MAILTO:Petra@Fabrikam.example', 'ATTENDEE;EMAIL=Jo@contoso.example:/principals/jo/'))}`,
  );
  assert.equal(read.kind, 'message');
  if (read.kind !== 'message') return;
  assert.equal(read.organizer, 'petra@fabrikam.example');
  assert.equal(read.attendees[0]?.address, 'jo@contoso.example');
});

test('ITIP-14 the METHOD of the Content-Type counts where the object names none', () => {
  const source = calendar(...event());
  assert.equal(codeOf(source), 'no-method');
  const hinted = readScheduling(source, 'REQUEST');
  assert.equal(hinted.kind === 'message' && hinted.method, 'REQUEST');
  const named = readScheduling(calendar('METHOD:CANCEL', ...event()), 'REQUEST');
  assert.equal(named.kind === 'message' && named.method, 'CANCEL');
});

test('ITIP-15 ZONE-5 what can’t be used is named, never thrown', () => {
  const request = (...lines: string[]): string => calendar('METHOD:REQUEST', ...lines);
  assert.equal(codeOf('hello'), 'unreadable');
  assert.equal(codeOf(''), 'unreadable');
  assert.equal(codeOf('BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x'), 'unreadable');
  assert.equal(codeOf(request(...event('RRULE:FREQ=NEVER'))), 'unreadable');
  // What would be stored could not be read again.
  assert.equal(codeOf(request(...event('RRULE:FREQ=YEARLY;BYMONTH=10101T020000'))), 'unreadable');
  assert.equal(codeOf(request('BEGIN:VEVENT', 'DTSTART:20261124T090000Z', 'END:VEVENT')), 'no-uid');
  assert.equal(codeOf(request('BEGIN:VEVENT', 'UID:x', 'DTSTART:garbage', 'END:VEVENT')), 'no-start');
  const nowhere = event().map((line) =>
    line.replace('DTSTART:20261124T090000Z', 'DTSTART;TZID=Nowhere:20261124T090000'),
  );
  assert.equal(codeOf(request(...nowhere)), 'unknown-zone');
  assert.equal(codeOf(request(...event(), ...event().map((line) => line.replace('one', 'two')))), 'several-uids');
  assert.equal(codeOf(request(...Array.from({ length: 1001 }, () => event()).flat())), 'too-many-components');
  const zones = Array.from({ length: 41 }, (_, index) => ['BEGIN:VTIMEZONE', `TZID:${index}`, 'END:VTIMEZONE']).flat();
  assert.equal(codeOf(request(...zones, ...event())), 'too-many-components');
  assert.equal(codeOf(`${'BEGIN:X\n'.repeat(50_000)}`), 'too-many-components');
  assert.equal(codeOf(`${'begin:x\n'.repeat(5000)}${'end:x\n'.repeat(5000)}`), 'unreadable');
});

test('ITIP-33 the ledger knows our own message when it comes back', () => {
  const made = createEvent({
    uid: 'u',
    summary: 's',
    start: '2026-11-24T09:00:00',
    end: '2026-11-24T10:00:00',
    timeZone: 'Europe/Paris',
    attendees: [{ address: 'Petra@fabrikam.example' }],
    organizer: { address: 'johanna@contoso.example', name: 'Johanna' },
    now: 1_795_000_000_123,
  });
  const address = 'johanna@contoso.example';
  const [outgoing] = organized(made, { address, now: 1_795_000_000_123 }).messages;
  assert.ok(outgoing);
  const back = readScheduling(outgoing.ics);
  assert.equal(back.kind, 'message');
  if (back.kind !== 'message') return;
  const key = ledgerKey(outgoing, outgoing.from, 'petra@fabrikam.example');
  assert.ok(ledgerKeysOf(back, 'johanna@contoso.example', 'Petra@Fabrikam.example').includes(key));
  assert.ok(!ledgerKeysOf(back, 'johanna@contoso.example', 'jakob@contoso.example').includes(key));
});

test('ITIP-15 a component or property whose name is none makes the object unreadable', () => {
  const named = (component: string, property: string) =>
    `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:${component}\r\nUID:u\r\nDTSTAMP:20261124T090000Z\r\nDTSTART:20261126T090000Z\r\n${property}:x\r\nEND:${component}\r\nEND:VCALENDAR\r\n`;
  assert.equal(readScheduling(named('VEVENT', 'X-OWN_NAME'), undefined).kind, 'message');
  // Final sigma: its capital has another small letter.
  for (const wrong of [named('ςVEVENT', 'X-OWN'), named('VEVENT', 'X-ς')]) {
    const read = readScheduling(wrong, undefined);
    assert.equal(read.kind === 'problem' && read.code, 'unreadable');
  }
});

test('ITIP-15 a series that counts beyond the calendar has no end, and no fault', () => {
  const source = calendar(...event('RRULE:FREQ=DAILY;COUNT=999999999')).replace(
    'DTSTART:20261124T090000Z',
    'DTSTART;TZID=Europe/Paris:20261124T100000',
  );
  assert.deepEqual(spanOf(source), { spanStart: Date.UTC(2026, 10, 24, 9), spanEnd: null });
});
