import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProblem, parseCalendar } from '../icalendar/parse.ts';
import { occurrences } from '../occurrences.ts';
import { importedObject } from './importedObject.ts';
import { mergeImported } from './mergeImported.ts';
import { takeApart } from './takeApart.ts';

const addresses = ['johanna@contoso.example'];
const event = (uid: string, ...lines: string[]): string =>
  ['BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20261101T080000Z', 'DTSTART:20261124T090000Z', ...lines, 'END:VEVENT'].join(
    '\n',
  );
const file = (...components: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...components, 'END:VCALENDAR', ''].join('\n');

function read(source: string) {
  const taken = takeApart(source);
  const objects = [...taken.objects].map(([uid, pieces]) => ({ uid, ...importedObject(pieces, taken.zones) }));
  return {
    uids: objects.filter(({ calendar }) => calendar !== undefined).map(({ uid }) => uid),
    problems: [...taken.problems, ...objects.flatMap(({ problems }) => problems)].map(
      ({ line, uid, code }) => `${line} ${uid ?? '-'} ${code}`,
    ),
    calendar: (uid: string) => objects.find((object) => object.uid === uid)?.calendar,
  };
}

test('FILL-1 each component that can’t be used is named by its line, and the rest is there', () => {
  const { uids, problems } = read(
    file(
      event('good-1'),
      event('bad-rule', 'RRULE:FREQ=NEVER'),
      event('nowhere').replace('DTSTART:20261124T090000Z', 'DTSTART;TZID=Nowhere:20261124T090000'),
      'BEGIN:VEVENT\nDTSTART:20261124T090000Z\nEND:VEVENT',
      'BEGIN:VEVENT\nUID:no-start\nEND:VEVENT',
      'BEGIN:VTODO\nUID:todo\nEND:VTODO',
      'BEGIN:VEVENT\nUID:open\nDTSTART:20261124T090000Z',
      event('good-2'),
    ),
  );
  assert.deepEqual(uids, ['good-1', 'good-2']);
  assert.deepEqual(
    problems.sort(),
    [
      '19 - no-uid',
      '22 no-start no-start',
      '25 - no-event',
      '28 - not-ended',
      '8 bad-rule unreadable',
      '14 nowhere unknown-zone',
    ].sort(),
  );
});

test('FILL-1 what is no calendar is said to be none; several calendars in one file are one file', () => {
  assert.deepEqual(read('hello').problems, ['1 - unreadable']);
  assert.deepEqual(read('').problems, ['1 - unreadable']);
  assert.deepEqual(read(`\ufeff${file(event('a'))}${file(event('b'))}`).uids, ['a', 'b']);
  assert.deepEqual(read(file(event('a')).replaceAll('\n', '\r\n')).uids, ['a']);
});

test('FILL-2 a series, its exceptions and its zone are one object, wherever they stand in the file', () => {
  const zone = [
    'BEGIN:VTIMEZONE',
    'TZID:Garden',
    'BEGIN:STANDARD',
    'TZOFFSETFROM:+0115',
    'TZOFFSETTO:+0115',
    'DTSTART:19700101T000000',
    'END:STANDARD',
    'END:VTIMEZONE',
  ].join('\n');
  const series = event('s', 'RRULE:FREQ=DAILY;COUNT=3', 'SUMMARY:Weeding').replace(
    'DTSTART:20261124T090000Z',
    'DTSTART;TZID=Garden:20261124T101500',
  );
  const moved = event('s', 'RECURRENCE-ID;TZID=Garden:20261125T101500', 'SUMMARY:Later').replace(
    'DTSTART:20261124T090000Z',
    'DTSTART;TZID=Garden:20261125T121500',
  );
  const { calendar } = read(file(moved, event('other'), series, zone));
  const made = mergeImported({ calendar: calendar('s') ?? ['', [], []], addresses });
  assert.ok(made.kind === 'put');
  assert.deepEqual(
    occurrences(made.ics, 0, Date.UTC(2030, 0, 1)).map(
      ({ start, summary }) => `${new Date(start).toISOString()} ${summary}`,
    ),
    ['2026-11-24T09:00:00.000Z Weeding', '2026-11-25T11:00:00.000Z Later', '2026-11-26T09:00:00.000Z Weeding'],
  );
});

test('FILL-3 the later revision counts, whichever side has it, and the person’s own stays', () => {
  const one = (...lines: string[]) => {
    const parsed = parseCalendar(file(event('u', ...lines)));
    assert.ok(!isProblem(parsed));
    return parsed;
  };
  const first = mergeImported({ calendar: one('SEQUENCE:1', 'SUMMARY:One', 'COLOR:red'), addresses });
  assert.ok(first.kind === 'put' && first.what === 'imported');
  const again = mergeImported({ stored: first.ics, calendar: one('SEQUENCE:1', 'SUMMARY:One'), addresses });
  assert.equal(again.kind, 'unchanged');
  const older = mergeImported({ stored: first.ics, calendar: one('SEQUENCE:0', 'SUMMARY:Zero'), addresses });
  assert.equal(older.kind, 'unchanged');
  const later = mergeImported({
    stored: first.ics,
    calendar: one('SEQUENCE:2', 'SUMMARY:Two', 'COLOR:blue'),
    addresses,
  });
  assert.ok(later.kind === 'put' && later.what === 'updated');
  assert.match(later.ics, /SUMMARY:Two/);
  assert.match(later.ics, /COLOR:red/);
});

test('FILL-4 what she is in an event is told by its lines', () => {
  const role = (...lines: string[]) => {
    const parsed = parseCalendar(file(event('u', ...lines)));
    assert.ok(!isProblem(parsed));
    const made = mergeImported({ calendar: parsed, addresses: ['johanna@contoso.example', 'jo@contoso.example'] });
    assert.ok(made.kind === 'put');
    return [made.role, made.invitedAs, /X-MICROSOFT-CDO-BUSYSTATUS:(\w+)/.exec(made.ics)?.[1]];
  };
  const organizer = 'ORGANIZER:mailto:anna@fabrikam.example';
  assert.deepEqual(role(), ['none', undefined, undefined]);
  assert.deepEqual(role('ORGANIZER:MAILTO:Jo@contoso.example', 'ATTENDEE:mailto:anna@fabrikam.example'), [
    'organizer',
    undefined,
    undefined,
  ]);
  assert.deepEqual(role(organizer, 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:jo@contoso.example'), [
    'attendee',
    'jo@contoso.example',
    'BUSY',
  ]);
  assert.deepEqual(role(organizer, 'ATTENDEE;PARTSTAT=DECLINED:mailto:jo@contoso.example'), [
    'attendee',
    'jo@contoso.example',
    'FREE',
  ]);
  assert.deepEqual(role(organizer, 'ATTENDEE:mailto:jo@contoso.example'), [
    'attendee',
    'jo@contoso.example',
    'TENTATIVE',
  ]);
});
