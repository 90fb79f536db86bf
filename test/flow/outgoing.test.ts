import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../src/store/contract.ts';
import { invitation, openTestHub } from './hub.ts';

const draft = {
  summary: 'Hedges',
  start: '2026-11-26T10:00:00',
  end: '2026-11-26T11:00:00',
  timeZone: 'Europe/Paris',
  attendees: [{ address: 'johanna@contoso.example' }, { address: 'anna@fabrikam.example' }],
};

function text(job: Job | undefined): string {
  return job?.message.type === 'whole' ? job.message.octets.toString('utf8') : '';
}

test('FLOW-7 an event goes to hub people directly and home, to outsiders without the origin header', async (t) => {
  const hub = await openTestHub(t);
  const made = await hub.hub.createEvent(hub.person('jakob').id, draft);
  assert.equal(made.kind, 'created');
  const jobs = await hub.store.reads.jobs({ limit: 10 });
  const home = jobs.find(({ recipient }) => recipient === 'johanna@g.contoso.example');
  const outside = jobs.find(({ recipient }) => recipient === 'anna@fabrikam.example');
  assert.equal(jobs.length, 2);
  assert.match(text(home), /X-Passerelle-Origin: v=1/);
  assert.doesNotMatch(text(outside), /X-Passerelle/i);
  const uid = made.kind === 'created' ? made.uid : '';
  assert.ok(await hub.store.reads.object(`${hub.person('johanna').id}/calendar`, uid));
});

test('FLOW-5 a copy of hub mail that the home sends back is dropped as echo, by header and by ledger', async (t) => {
  const hub = await openTestHub(t);
  await hub.hub.createEvent(hub.person('jakob').id, draft);
  const home = (await hub.store.reads.jobs({ limit: 10 })).find(({ recipient }) =>
    recipient.endsWith('@g.contoso.example'),
  );
  await hub.receive(text(home), 'johanna@contoso.example', 'jakob@contoso.example');
  assert.equal(hub.records.at(-1)?.effect, 'echo');
  const submitted =
    'Received: from pc ([192.0.2.7]) by mx.contoso.example with ESMTPSA id 7; Tue, 24 Nov 2026 08:59:00 +0000\r\n';
  const bare = submitted + text(home).replace(/X-Passerelle-Origin:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*/, '');
  await hub.receive(bare, 'johanna@contoso.example', 'jakob@contoso.example');
  assert.equal(hub.records.at(-1)?.effect, 'echo');
});

test('FLOW-10 an attendee who can not be reached stops the event whole', async (t) => {
  const hub = await openTestHub(t, (yaml) => yaml);
  const nobody = {
    ...draft,
    attendees: [{ address: 'answers@contoso.example' }, { address: 'anna@fabrikam.example' }],
  };
  const made = await hub.hub.createEvent(hub.person('jakob').id, nobody);
  assert.equal(made.kind === 'problem' && made.code, 'unreachable');
  assert.deepEqual(await hub.store.reads.jobs({ limit: 10 }), []);
});

test('FLOW-8 an answer given on the hub is sent once, from the address that was invited', async (t) => {
  const hub = await openTestHub(t);
  await hub.receive(invitation({ uid: 'u1', to: 'jo@contoso.example' }), 'jo@contoso.example');
  const johanna = hub.person('johanna');
  assert.deepEqual(await hub.hub.answer(johanna.id, 'u1', 'ACCEPTED'), { kind: 'answered' });
  assert.deepEqual(await hub.hub.answer(johanna.id, 'u1', 'ACCEPTED'), { kind: 'answered' });
  const jobs = await hub.store.reads.jobs({ limit: 10 });
  assert.deepEqual(
    jobs.map(({ sender, recipient }) => [sender, recipient]),
    [['jo@contoso.example', 'anna@fabrikam.example']],
  );
  assert.match((await hub.store.reads.object(`${johanna.id}/calendar`, 'u1'))?.ics ?? '', /PARTSTAT=ACCEPTED/);
});

test('FLOW-8 an answer given at home updates the hub and is not sent again', async (t) => {
  const hub = await openTestHub(t);
  const johanna = hub.person('johanna');
  await hub.receive(invitation({ uid: 'u2', to: johanna.address }), johanna.address);
  const submitted =
    'Received: from pc ([192.0.2.7]) by mx.contoso.example with ESMTPSA id 7; Tue, 24 Nov 2026 08:59:00 +0000\r\n';
  const reply = invitation({
    uid: 'u2',
    to: 'anna@fabrikam.example',
    from: johanna.address,
    method: 'REPLY',
    organizer: 'anna@fabrikam.example',
    attendee: `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${johanna.address}`,
  });
  const own = submitted + reply.slice(reply.indexOf('From:'));
  await hub.receive(own, 'answers@contoso.example', johanna.address);
  assert.equal(hub.records.at(-1)?.effect, 'answered');
  assert.match((await hub.store.reads.object(`${johanna.id}/calendar`, 'u2'))?.ics ?? '', /PARTSTAT=ACCEPTED/);
  assert.deepEqual(await hub.store.reads.jobs({ limit: 10 }), []);
});

test('FLOW-8 a forged answer at the answers address changes nothing', async (t) => {
  const hub = await openTestHub(t);
  const johanna = hub.person('johanna');
  await hub.receive(invitation({ uid: 'u3', to: johanna.address }), johanna.address);
  const forged = invitation({
    uid: 'u3',
    to: 'anna@fabrikam.example',
    from: johanna.address,
    method: 'REPLY',
    verdict: 'fail',
    organizer: 'anna@fabrikam.example',
    attendee: `ATTENDEE;PARTSTAT=DECLINED:mailto:${johanna.address}`,
  });
  await hub.receive(forged, 'answers@contoso.example');
  assert.equal(hub.records.at(-1)?.effect, 'not our own answer');
  assert.match((await hub.store.reads.object(`${johanna.id}/calendar`, 'u3'))?.ics ?? '', /PARTSTAT=NEEDS-ACTION/);
});
