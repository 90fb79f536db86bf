import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checked, openTestHub } from './hub.ts';

const johanna = 'johanna@contoso.example';
type Hub = Awaited<ReturnType<typeof openTestHub>>;
const filing = (yaml: string) => yaml.replace('booking:', 'booking:\n  publish: file');

/** An event that a person looks up on a web site and sends, or a newsletter's. */
function published(given: {
  from?: string;
  sequence?: number;
  start?: string;
  verdict?: 'pass' | 'fail';
  method?: string;
}): string {
  const {
    from = 'events@fabrikam.example',
    sequence = 0,
    start = '20261126T170000Z',
    verdict = 'pass',
    method = 'PUBLISH',
  } = given;
  return `${checked(verdict, from)}${[
    `From: <${from}>`,
    `To: ${johanna}`,
    'Subject: Garden fair',
    `Message-ID: <fair.${sequence}.${from}.${method}>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain',
    '',
    'See you there.',
    '--b1',
    `Content-Type: text/calendar; charset=utf-8; method=${method}`,
    '',
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', `METHOD:${method}`, 'BEGIN:VEVENT', 'UID:fair@fabrikam.example'],
    ...[
      `SEQUENCE:${sequence}`,
      `DTSTAMP:20261124T08${String(sequence).padStart(2, '0')}00Z`,
      `DTSTART:${start}`,
      'DURATION:PT2H',
    ],
    ...['SUMMARY:Garden fair', 'ORGANIZER:mailto:events@fabrikam.example', `ATTENDEE:mailto:${johanna}`],
    ...(method === 'CANCEL' ? ['STATUS:CANCELLED'] : []),
    ...['BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:x', 'TRIGGER:-PT5M', 'END:VALARM'],
    ...['END:VEVENT', 'END:VCALENDAR', '--b1--', ''],
  ].join('\r\n')}`;
}

const copy = (hub: Hub) => hub.store.reads.object(`${hub.person('johanna').id}/calendar`, 'fair@fabrikam.example');

test('PUBLISH-1 what is published is dropped by nature unless the organisation files it', async (t) => {
  const hub = await openTestHub(t);
  await hub.receive(published({}), johanna);
  assert.equal(await copy(hub), undefined);
  assert.equal(hub.records[0]?.decision, 'drop');
});

test('PUBLISH-2 where it is filed it is an event of the person’s own: no guests, no alarm, no answer, and its publisher may change it and call it off', async (t) => {
  const hub = await openTestHub(t, filing);
  await hub.receive(published({}), johanna);
  const filed = await copy(hub);
  assert.equal(filed?.role, 'none');
  assert.match(filed?.ics ?? '', /SUMMARY:Garden fair/);
  assert.doesNotMatch(filed?.ics ?? '', /ATTENDEE|VALARM|METHOD/);
  assert.deepEqual(await hub.store.reads.jobs({ limit: 5 }), []);
  await hub.receive(published({}), johanna);
  assert.equal((await copy(hub))?.version, 1);
  await hub.receive(published({ sequence: 1, start: '20261127T170000Z' }), johanna);
  assert.match((await copy(hub))?.ics ?? '', /DTSTART:20261127T170000Z/);
  await hub.receive(published({ sequence: 2, method: 'CANCEL' }), johanna);
  assert.match((await copy(hub))?.ics ?? '', /STATUS:CANCELLED/);
});

test('PUBLISH-3 nobody else publishes over it; an unauthenticated one is held, and filed when the person says so', async (t) => {
  const hub = await openTestHub(t, filing);
  await hub.receive(published({ verdict: 'fail' }), johanna);
  assert.equal(await copy(hub), undefined);
  const [held] = await hub.store.reads.held({ personId: hub.person('johanna').id });
  assert.equal(held?.why, 'tier');
  assert.deepEqual(await hub.hub.settleHeld(held?.id ?? '', 'file'), { kind: 'settled' });
  assert.match((await copy(hub))?.ics ?? '', /Garden fair/);
  await hub.receive(published({ sequence: 1, start: '20261127T170000Z', from: 'eve@adatum.example' }), johanna);
  assert.match((await copy(hub))?.ics ?? '', /DTSTART:20261126T170000Z/);
});
