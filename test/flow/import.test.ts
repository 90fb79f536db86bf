import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invitation, openTestHub } from './hub.ts';

const event = (index: number): string =>
  [
    'BEGIN:VEVENT',
    `UID:event-${index}`,
    'DTSTAMP:20261101T080000Z',
    `DTSTART:2026${String(1 + (index % 12)).padStart(2, '0')}24T090000Z`,
    'DURATION:PT1H',
    `SUMMARY:Event ${index}`,
    'ORGANIZER:mailto:johanna@contoso.example',
    'ATTENDEE:mailto:petra@fabrikam.example',
    'END:VEVENT',
  ].join('\r\n');

const file = (...events: string[]): string =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join('\r\n')}\r\nEND:VCALENDAR\r\n`;

test('FILL-5 a file is imported in units, mails nobody, and changes nothing the second time', async (t) => {
  const hub = await openTestHub(t);
  const { id } = hub.person('johanna');
  const source = file(
    ...Array.from({ length: 230 }, (_, index) => event(index)),
    'BEGIN:VEVENT\r\nUID:bad\r\nEND:VEVENT',
  );
  const first = await hub.hub.importCalendar(id, source);
  assert.ok(first.kind === 'imported', JSON.stringify(first));
  assert.deepEqual([first.imported, first.updated, first.unchanged], [230, 0, 0]);
  assert.deepEqual(
    first.problems.map(({ uid, code }) => [uid, code]),
    [['bad', 'no-start']],
  );
  assert.equal((await hub.store.reads.objects(`${id}/calendar`)).length, 230);
  const again = await hub.hub.importCalendar(id, source);
  assert.ok(again.kind === 'imported');
  assert.deepEqual([again.imported, again.updated, again.unchanged], [0, 0, 230]);
  assert.deepEqual(await hub.store.reads.jobs({ limit: 5 }), []);
  assert.deepEqual(await hub.store.reads.mailbox(id), []);
  const history = await hub.store.reads.history(`${id}/calendar`, 'event-7');
  assert.deepEqual(
    history.map(({ what, cause }) => [what, cause.split(':')[0]]),
    [['imported', 'import']],
  );
});

test('FILL-5 an invitation that came by mail and the file of the old calendar are one event', async (t) => {
  const hub = await openTestHub(t);
  const { id } = hub.person('johanna');
  const to = 'johanna@contoso.example';
  await hub.receive(invitation({ uid: 'u1', to, sequence: 1 }), to);
  const old = (sequence: number, summary: string): string =>
    file(
      [
        'BEGIN:VEVENT',
        'UID:u1',
        `SEQUENCE:${sequence}`,
        'DTSTAMP:20261124T083000Z',
        'DTSTART:20261126T090000Z',
        `SUMMARY:${summary}`,
        'ORGANIZER:mailto:anna@fabrikam.example',
        `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${to}`,
        'END:VEVENT',
      ].join('\r\n'),
    );
  await hub.hub.importCalendar(id, old(0, 'Older'));
  const stored = async () => (await hub.store.reads.object(`${id}/calendar`, 'u1'))?.ics ?? '';
  assert.match(await stored(), /SUMMARY:Planning/);
  await hub.hub.importCalendar(id, old(2, 'Newer'));
  assert.match(await stored(), /SUMMARY:Newer/);
  assert.match(await stored(), /PARTSTAT=ACCEPTED/);
  assert.equal((await hub.store.reads.objects(`${id}/calendar`)).length, 1);
  // The next update by mail finds it again.
  await hub.receive(invitation({ uid: 'u1', to, sequence: 3 }), to);
  assert.match(await stored(), /SUMMARY:Planning/);
});

test('FILL-5 what is no calendar is refused whole', async (t) => {
  const hub = await openTestHub(t);
  const refused = await hub.hub.importCalendar(hub.person('johanna').id, '<html>');
  assert.equal(refused.kind === 'problem' && refused.status, 422);
});
