/** What attendees do with an invitation beside answering it, between people of the hub and with outsiders. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScheduling } from '../../src/calendar/scheduling/read.ts';
import type { Job } from '../../src/store/contract.ts';
import { invitation, openTestHub } from './hub.ts';

type Hub = Awaited<ReturnType<typeof openTestHub>>;

const later = { start: '2026-12-01T14:00:00', end: '2026-12-01T15:00:00', timeZone: 'Europe/Paris' };

const octetsOf = ({ message }: Job): string => (message.type === 'whole' ? message.octets.toString('latin1') : '');

/** The calendar text of the mails to an address, unfolded, in the order in which they were written. */
async function calendarsTo({ store }: Hub, address: string): Promise<string[]> {
  const jobs = await store.reads.jobs({ limit: 100 });
  return jobs
    .filter(({ recipient }) => recipient === address)
    .map((job) => {
      const part = /name="?invite\.ics"?[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(octetsOf(job))?.[1] ?? '';
      return Buffer.from(part, 'base64').toString().replaceAll('\r\n ', '');
    });
}

const copyOf = async (hub: Hub, name: string, uid: string): Promise<string> =>
  (await hub.store.reads.ownObjectsByUid(hub.person(name).id, uid))[0]?.ics.replaceAll('\r\n ', '') ?? '';

const codeOf = (result: object): unknown => ('code' in result ? result.code : undefined);

/** A meeting of Johanna's with Jakob of the hub and Petra outside. */
async function meeting(hub: Hub, recurrence?: string): Promise<string> {
  const made = await hub.hub.createEvent(hub.person('johanna').id, {
    summary: 'Planning',
    start: '2026-12-01T09:00:00',
    end: '2026-12-01T10:00:00',
    timeZone: 'Europe/Paris',
    attendees: [{ address: 'jakob@contoso.example' }, { address: 'petra@fabrikam.example' }],
    ...(recurrence !== undefined && { recurrence }),
  });
  assert.ok(made.kind === 'created', JSON.stringify(made));
  return made.uid;
}

const held = async (hub: Hub, name: string) =>
  (await hub.store.reads.held({ personId: hub.person(name).id })).filter(({ state }) => state === 'waiting');

test('MEET-1 another time proposed to an outsider is one COUNTER with the answer in it, from the address that was invited', async (t) => {
  const hub = await openTestHub(t);
  const johanna = hub.person('johanna').id;
  await hub.receive(invitation({ uid: 'u1', to: 'jo@contoso.example' }), 'jo@contoso.example');
  const wish = { time: later, partStat: 'TENTATIVE', comment: 'Too early' } as const;
  assert.deepEqual(await hub.hub.propose(johanna, 'u1', wish), { kind: 'proposed' });
  const [sent, ...more] = await calendarsTo(hub, 'anna@fabrikam.example');
  assert.deepEqual(more, []);
  const counter = readScheduling(sent ?? '');
  assert.ok(counter.kind === 'message', JSON.stringify(counter));
  assert.equal(counter.method, 'COUNTER');
  assert.deepEqual(
    counter.attendees.map(({ address, partStat }) => [address, partStat]),
    [['jo@contoso.example', 'TENTATIVE']],
  );
  assert.match(sent ?? '', /\r\nDTSTART;TZID=Europe\/Paris:20261201T140000\r\n/);
  assert.match(sent ?? '', /\r\nX-MS-OLK-ORIGINALSTART:20261126T090000Z\r\n/);
  assert.match(sent ?? '', /\r\nCOMMENT:Too early\r\n/);
  // Her own copy keeps the organizer's time, with her answer.
  assert.match(await copyOf(hub, 'johanna', 'u1'), /\r\nDTSTART:20261126T090000Z\r\n/);
  assert.match(await copyOf(hub, 'johanna', 'u1'), /PARTSTAT=TENTATIVE[^\r]*mailto:jo@contoso/);
});

test('MEET-1 FLOW-31 a proposal between people of the hub waits for the organizer; accepted, everybody is asked anew', async (t) => {
  const hub = await openTestHub(t);
  const uid = await meeting(hub);
  assert.deepEqual(await hub.hub.propose(hub.person('jakob').id, uid, { time: later, partStat: 'TENTATIVE' }), {
    kind: 'proposed',
  });
  assert.match(await copyOf(hub, 'johanna', uid), /DTSTART;TZID=Europe\/Paris:20261201T090000/);
  assert.match(await copyOf(hub, 'johanna', uid), /PARTSTAT=TENTATIVE[^\r]*mailto:jakob/);
  const [waiting, ...others] = await held(hub, 'johanna');
  assert.deepEqual([waiting?.why, waiting?.from, others], ['counter', 'jakob@contoso.example', []]);
  assert.deepEqual(await hub.hub.settleHeld(waiting?.id ?? '', 'file'), { kind: 'settled' });
  for (const name of ['johanna', 'jakob']) {
    assert.match(await copyOf(hub, name, uid), /DTSTART;TZID=Europe\/Paris:20261201T140000/, name);
    assert.match(await copyOf(hub, name, uid), /PARTSTAT=NEEDS-ACTION[^\r]*mailto:jakob/, name);
  }
  assert.equal((await calendarsTo(hub, 'petra@fabrikam.example')).length, 2);
});

test('MEET-1 FLOW-31 declined between people of the hub, it is told to whoever made it and changes nothing', async (t) => {
  const hub = await openTestHub(t);
  const uid = await meeting(hub);
  await hub.hub.propose(hub.person('jakob').id, uid, { time: later, partStat: 'DECLINED' });
  // Another within the same second is another proposal.
  const evening = { ...later, start: '2026-12-01T18:00:00', end: '2026-12-01T19:00:00' };
  await hub.hub.propose(hub.person('jakob').id, uid, { time: evening, partStat: 'TENTATIVE' });
  const waiting = await held(hub, 'johanna');
  assert.equal(waiting.length, 2);
  const before = await copyOf(hub, 'jakob', uid);
  for (const { id } of waiting) assert.deepEqual(await hub.hub.settleHeld(id, 'drop'), { kind: 'settled' });
  assert.equal(await copyOf(hub, 'jakob', uid), before);
  const told = hub.records.filter(({ effect }) => effect.startsWith('DECLINECOUNTER'));
  assert.deepEqual([...new Set(told.map(({ recipient }) => recipient))], ['jakob@contoso.example']);
});

test('MEET-1 one instance of a series is proposed for, and that one alone moves; a series has no other time', async (t) => {
  const hub = await openTestHub(t);
  const uid = await meeting(hub, 'FREQ=WEEKLY;COUNT=3');
  const jakob = hub.person('jakob').id;
  const next = { ...later, start: '2026-12-09T14:00:00', end: '2026-12-09T15:00:00' };
  assert.equal(codeOf(await hub.hub.propose(jakob, uid, { time: next, partStat: 'TENTATIVE' })), 'no-series');
  const wrong = { time: next, partStat: 'TENTATIVE', instance: '2026-12-10T09:00:00' } as const;
  assert.equal(codeOf(await hub.hub.propose(jakob, uid, wrong)), 'no-such-instance');
  await hub.hub.propose(jakob, uid, { ...wrong, instance: '2026-12-08T09:00:00' });
  const [waiting] = await held(hub, 'johanna');
  await hub.hub.settleHeld(waiting?.id ?? '', 'file');
  const copy = await copyOf(hub, 'jakob', uid);
  assert.match(copy, /RECURRENCE-ID;TZID=Europe\/Paris:20261208T090000/);
  assert.match(copy, /DTSTART;TZID=Europe\/Paris:20261209T140000/);
  assert.match(copy, /RRULE:FREQ=WEEKLY;COUNT=3/);
});

test('MEET-1 nobody proposes for a meeting of her own, one that was called off, or one that she does not have', async (t) => {
  const hub = await openTestHub(t);
  const uid = await meeting(hub);
  const wish = { time: later, partStat: 'TENTATIVE' } as const;
  assert.equal(codeOf(await hub.hub.propose(hub.person('johanna').id, uid, wish)), 'own-meeting');
  assert.equal(codeOf(await hub.hub.propose(hub.person('tomislav').id, uid, wish)), 'no-such-event');
  const backwards = { ...wish, time: { ...later, end: '2026-12-01T13:00:00' } };
  assert.equal(codeOf(await hub.hub.propose(hub.person('jakob').id, uid, backwards)), 'end-before-start');
  await hub.hub.cancelEvent(hub.person('johanna').id, uid);
  assert.equal(codeOf(await hub.hub.propose(hub.person('jakob').id, uid, wish)), 'cancelled');
});

test('MEET-2 ITIP-26 an invitation is delegated: a REPLY to the organizer, a REQUEST to the delegate, whose answer counts', async (t) => {
  const hub = await openTestHub(t);
  const uid = await meeting(hub);
  const [jakob, tomislav] = [hub.person('jakob').id, hub.person('tomislav').id];
  const to = { address: 'tomislav@contoso.example', name: 'Tomislav' };
  assert.deepEqual(await hub.hub.delegateInvitation(jakob, uid, to, 'Please go'), { kind: 'delegated' });
  const own = await copyOf(hub, 'jakob', uid);
  assert.match(own, /PARTSTAT=DELEGATED[^\r]*DELEGATED-TO="mailto:tomislav@contoso\.example"[^\r]*:mailto:jakob/);
  for (const name of ['johanna', 'tomislav']) {
    const copy = await copyOf(hub, name, uid);
    assert.match(copy, /DELEGATED-TO="mailto:tomislav[^\r]*:mailto:jakob/, name);
    assert.match(copy, /DELEGATED-FROM="mailto:jakob[^\r]*:mailto:tomislav/, name);
  }
  assert.deepEqual(await hub.hub.answer(tomislav, uid, 'ACCEPTED'), { kind: 'answered' });
  for (const name of ['johanna', 'tomislav'])
    assert.match(await copyOf(hub, name, uid), /PARTSTAT=ACCEPTED[^\r]*mailto:tomislav/, name);
  assert.equal(codeOf(await hub.hub.delegateInvitation(jakob, uid, to)), 'already-invited');
  assert.equal(codeOf(await hub.hub.delegateInvitation(hub.person('johanna').id, uid, to)), 'own-meeting');
});

test('MEET-2 to an outside organizer the REPLY names the delegate, and an outside delegate is invited by the delegator', async (t) => {
  const hub = await openTestHub(t);
  const johanna = hub.person('johanna').id;
  await hub.receive(invitation({ uid: 'u1', to: 'johanna@contoso.example' }), 'johanna@contoso.example');
  await hub.hub.delegateInvitation(johanna, 'u1', { address: 'Petra@fabrikam.example' });
  const [reply] = await calendarsTo(hub, 'anna@fabrikam.example');
  assert.match(reply ?? '', /METHOD:REPLY/);
  assert.match(reply ?? '', /PARTSTAT=DELEGATED;DELEGATED-TO="mailto:Petra@fabrikam\.example":mailto:johanna/);
  const [job] = (await hub.store.reads.jobs({ limit: 10 })).filter(({ recipient }) => recipient.startsWith('Petra'));
  assert.ok(job);
  assert.match(octetsOf(job), /^From: [^\r]*<johanna@contoso\.example>\r$/m);
  const [request] = await calendarsTo(hub, 'Petra@fabrikam.example');
  const message = readScheduling(request ?? '');
  assert.ok(message.kind === 'message');
  assert.deepEqual([message.method, message.organizer], ['REQUEST', 'anna@fabrikam.example']);
  assert.doesNotMatch(request ?? '', /X-PASSERELLE|BUSYSTATUS/);
});

test('MEET-3 an invitation that is forwarded reaches others as it stands; an answer of theirs waits for the organizer', async (t) => {
  const hub = await openTestHub(t);
  const uid = await meeting(hub);
  const before = await copyOf(hub, 'jakob', uid);
  const to = [{ address: 'tomislav@contoso.example' }, { address: 'marek@adatum.example' }];
  assert.deepEqual(await hub.hub.forwardInvitation(hub.person('jakob').id, uid, to), { kind: 'forwarded' });
  assert.equal(await copyOf(hub, 'jakob', uid), before);
  const [outside] = await calendarsTo(hub, 'marek@adatum.example');
  assert.match(outside ?? '', /METHOD:REQUEST/);
  assert.doesNotMatch(outside ?? '', /marek/);
  await hub.hub.answer(hub.person('tomislav').id, uid, 'ACCEPTED');
  const [waiting] = await held(hub, 'johanna');
  assert.deepEqual([waiting?.why, waiting?.from], ['not-invited', 'tomislav@contoso.example']);
  await hub.hub.settleHeld(waiting?.id ?? '', 'file');
  assert.match(await copyOf(hub, 'johanna', uid), /PARTSTAT=ACCEPTED[^\r]*mailto:tomislav/);
});

test('MEET-4 FLOW-33 asked again, an organizer of the hub answers at once, one outside gets a REFRESH', async (t) => {
  const hub = await openTestHub(t);
  const uid = await meeting(hub);
  const johanna = hub.person('johanna').id;
  const jakob = hub.person('jakob').id;
  const stampOf = (ics: string) => /DTSTAMP:(\w+)/.exec(ics)?.[1] ?? '';
  const before = stampOf(await copyOf(hub, 'jakob', uid));
  assert.deepEqual(await hub.hub.askRefresh(jakob, uid), { kind: 'asked' });
  assert.ok(stampOf(await copyOf(hub, 'jakob', uid)) > before, 'her copy is the latest again');
  await hub.receive(invitation({ uid: 'u1', to: 'johanna@contoso.example' }), 'johanna@contoso.example');
  assert.deepEqual(await hub.hub.askRefresh(johanna, 'u1'), { kind: 'asked' });
  // Asked once more within the second it is asked once more.
  assert.deepEqual(await hub.hub.askRefresh(johanna, 'u1'), { kind: 'asked' });
  const asked = await calendarsTo(hub, 'anna@fabrikam.example');
  assert.equal(asked.length, 2);
  const message = readScheduling(asked[0] ?? '');
  assert.ok(message.kind === 'message');
  assert.equal(message.method, 'REFRESH');
  assert.deepEqual(
    message.attendees.map(({ address }) => address),
    ['johanna@contoso.example'],
  );
  assert.equal(codeOf(await hub.hub.askRefresh(johanna, uid)), 'own-meeting');
});
