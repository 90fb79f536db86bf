import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { checked, invitation, openTestHub } from './hub.ts';

const johanna = 'johanna@contoso.example';

test('FLOW-3 a REQUEST is filed tentative and the organizer is told nothing', async (t) => {
  const hub = await openTestHub(t);
  const answer = await hub.receive(invitation({ uid: 'u1', to: johanna }), johanna);
  assert.equal(answer.outcome.kind, 'accepted');
  const stored = await hub.store.reads.object(`${hub.person('johanna').id}/calendar`, 'u1');
  assert.match(stored?.ics ?? '', /PARTSTAT=NEEDS-ACTION/);
  assert.match(stored?.ics ?? '', /X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE/);
  assert.doesNotMatch(stored?.ics ?? '', /METHOD/);
  assert.deepEqual(await hub.store.reads.jobs({ limit: 10 }), []);
  assert.deepEqual(
    hub.records.map(({ decision, effect, tier }) => [decision, effect, tier]),
    [['file', 'filed tentative', 'authenticatedStranger']],
  );
});

test('FLOW-4 an unauthenticated invitation is held, and filed when the person says so', async (t) => {
  const hub = await openTestHub(t);
  await hub.receive(invitation({ uid: 'u2', to: johanna, from: 'jakob@contoso.example', verdict: 'fail' }), johanna);
  const calendarId = `${hub.person('johanna').id}/calendar`;
  assert.equal(await hub.store.reads.object(calendarId, 'u2'), undefined);
  const [held] = await hub.store.reads.held({ personId: hub.person('johanna').id });
  assert.equal(held?.why, 'tier');
  assert.equal(held?.tier, 'unauthenticated');
  assert.deepEqual(await hub.hub.settleHeld(held?.id ?? '', 'file'), { kind: 'settled' });
  assert.ok(await hub.store.reads.object(calendarId, 'u2'));
  const again = await hub.hub.settleHeld(held?.id ?? '', 'drop');
  assert.equal(again.kind === 'problem' && again.status, 409);
});

test('FLOW-2 of a newsletter nothing reaches the disk', async (t) => {
  const hub = await openTestHub(t);
  const secret = 'zwetschgenkuchen';
  const message = `${checked('pass', 'news@fabrikam.example')}From: news@fabrikam.example\r\nTo: ${johanna}\r\nSubject: News\r\nMessage-ID: <n1@fabrikam.example>\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n${`${secret} `.repeat(20_000)}\r\n--x--\r\n`;
  assert.equal((await hub.receive(message, johanna)).outcome.kind, 'accepted');
  assert.equal(hub.records[0]?.decision, 'drop');
  await hub.store.commit([{ type: 'addTrace', records: hub.records }]);
  for (const name of await readdir(hub.dataDirectory)) {
    const octets = await readFile(join(hub.dataDirectory, name));
    assert.equal(octets.includes(secret), false, `${name} holds content of dropped mail`);
  }
});

test('FLOW-6 a copy for nobody here is answered 250 and dropped', async (t) => {
  const hub = await openTestHub(t);
  const to = 'visitor@contoso.example';
  const answer = await hub.receive(invitation({ uid: 'u3', to }), to);
  assert.equal(answer.outcome.kind, 'accepted');
  assert.equal(hub.records[0]?.effect, 'no such person');
});

test('FLOW-9 two addresses of one person make one change', async (t) => {
  const hub = await openTestHub(t);
  const answer = await hub.receive(invitation({ uid: 'u4', to: johanna }), [johanna, 'jo@contoso.example']);
  assert.equal(answer.outcome.kind, 'accepted');
  const history = await hub.store.reads.history(`${hub.person('johanna').id}/calendar`, 'u4');
  assert.equal(history.length, 1);
});

test('FLOW-11 more than 20 hops are a loop', async (t) => {
  const hub = await openTestHub(t);
  const hops = 'Received: from a by b; Tue, 24 Nov 2026 08:00:00 +0000\r\n'.repeat(21);
  const answer = await hub.receive(`${hops}${invitation({ uid: 'u5', to: johanna })}`, johanna);
  assert.equal(answer.outcome.kind === 'refusal' && answer.outcome.status, '5.4.14');
});

test('FLOW-3 the same invitation again changes nothing, an update replaces, a cancellation cancels', async (t) => {
  const hub = await openTestHub(t);
  const calendarId = `${hub.person('johanna').id}/calendar`;
  const first = invitation({ uid: 'u6', to: johanna });
  await hub.receive(first, johanna);
  await hub.receive(first, johanna);
  assert.equal((await hub.store.reads.object(calendarId, 'u6'))?.version, 1);
  await hub.receive(invitation({ uid: 'u6', to: johanna, sequence: 1, start: '20261127T090000Z' }), johanna);
  assert.match((await hub.store.reads.object(calendarId, 'u6'))?.ics ?? '', /DTSTART:20261127T090000Z/);
  await hub.receive(first, johanna);
  assert.match((await hub.store.reads.object(calendarId, 'u6'))?.ics ?? '', /DTSTART:20261127T090000Z/);
  await hub.receive(invitation({ uid: 'u6', to: johanna, sequence: 2, method: 'CANCEL' }), johanna);
  assert.match((await hub.store.reads.object(calendarId, 'u6'))?.ics ?? '', /STATUS:CANCELLED/);
});
