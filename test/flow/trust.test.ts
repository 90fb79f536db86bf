import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invitation, openTestHub } from './hub.ts';

const johanna = 'johanna@contoso.example';
const jakob = 'jakob@contoso.example';

type Hub = Awaited<ReturnType<typeof openTestHub>>;

const ofPerson = (hub: Hub, name: string, uid: string) =>
  hub.store.reads.object(`${hub.person(name).id}/calendar`, uid);
const held = async (hub: Hub, name: string) => hub.store.reads.held({ personId: hub.person(name).id });

function reply(uid: string, given: { from: string; to: string; attendee: string }): string {
  return invitation({
    ...{ uid, to: given.to, from: given.from, organizer: given.to, method: 'REPLY', start: '20261126T090000Z' },
    attendee: `ATTENDEE;PARTSTAT=DECLINED:mailto:${given.attendee}`,
  });
}

test('FLOW-14 a stranger who knows the UID answers for none of our people', async (t) => {
  const hub = await openTestHub(t);
  await hub.receive(invitation({ uid: 'u1', to: johanna }), johanna);
  await hub.receive(reply('u1', { from: 'mallory@evil.example', to: jakob, attendee: johanna }), jakob);
  assert.match((await ofPerson(hub, 'johanna', 'u1'))?.ics ?? '', /PARTSTAT=NEEDS-ACTION/);
  assert.equal((await held(hub, 'jakob'))[0]?.why, 'not-attendee');
});

test('FLOW-14 at the organizer’s event an answer counts from the attendee or her house; another’s is held', async (t) => {
  const hub = await openTestHub(t);
  const made = await hub.hub.createEvent(hub.person('jakob').id, {
    ...{ summary: 'Hedges', start: '2026-11-26T09:00:00', end: '2026-11-26T10:00:00', timeZone: 'UTC' },
    attendees: [{ address: 'anna@fabrikam.example' }],
  });
  const uid = made.kind === 'created' ? made.uid : '';
  const anna = 'anna@fabrikam.example';
  await hub.receive(reply(uid, { from: 'mallory@evil.example', to: jakob, attendee: anna }), jakob);
  assert.doesNotMatch((await ofPerson(hub, 'jakob', uid))?.ics ?? '', /DECLINED/);
  assert.equal((await held(hub, 'jakob')).length, 1);
  await hub.receive(reply(uid, { from: 'assistant@fabrikam.example', to: jakob, attendee: anna }), jakob);
  assert.match((await ofPerson(hub, 'jakob', uid))?.ics ?? '', /PARTSTAT=DECLINED/);
});

test('FLOW-15 a meeting in the name of a colleague is held when a stranger sends it', async (t) => {
  const hub = await openTestHub(t);
  await hub.receive(invitation({ uid: 'u2', to: johanna, from: 'mallory@evil.example', organizer: jakob }), johanna);
  assert.equal(await ofPerson(hub, 'johanna', 'u2'), undefined);
  assert.equal((await held(hub, 'johanna'))[0]?.why, 'not-organizer');
});

test('FLOW-15 policy answers no organizer who did not send the invitation', async (t) => {
  const hub = await openTestHub(t, (yaml) => yaml.replace(/reply: none/, 'reply: tentative'));
  await hub.receive(
    invitation({ uid: 'u3', to: johanna, from: 'mallory@evil.example', organizer: 'ceo@bank.example' }),
    johanna,
  );
  assert.ok(await ofPerson(hub, 'johanna', 'u3'));
  assert.deepEqual(await hub.store.reads.jobs({ limit: 5 }), []);
});

test('FLOW-4 a pass for another From, or a From of two addresses, shows nothing of the sender', async (t) => {
  const hub = await openTestHub(t);
  const forged = invitation({ uid: 'u4', to: johanna, from: jakob }).replace(
    'dmarc=pass header.from=contoso.example',
    'dmarc=pass header.from=evil.example',
  );
  await hub.receive(forged, johanna);
  const two = invitation({ uid: 'u5', to: johanna, from: jakob }).replace(
    /^From: [^\r]*/m,
    `From: ${jakob}, mallory@evil.example`,
  );
  await hub.receive(two, johanna);
  assert.deepEqual(
    (await held(hub, 'johanna')).map(({ tier }) => tier),
    ['unauthenticated', 'unauthenticated'],
  );
});

test('FLOW-16 what is held comes once on the list, however often it is sent, also after it was dropped', async (t) => {
  const hub = await openTestHub(t);
  const spoof = invitation({ uid: 'u6', to: johanna, from: jakob, verdict: 'fail' });
  for (let time = 0; time < 3; time++) await hub.receive(spoof, johanna);
  const [one, ...more] = await held(hub, 'johanna');
  assert.deepEqual(more, []);
  await hub.hub.settleHeld(one?.id ?? '', 'drop');
  await hub.receive(spoof, johanna);
  assert.deepEqual(
    (await held(hub, 'johanna')).map(({ state }) => state),
    ['dropped'],
  );
});

test('FLOW-17 a rule that redirects calendaring to a colleague files it there and not here', async (t) => {
  const hub = await openTestHub(t);
  await hub.addRule({
    name: 'To the deputy',
    conditions: [{ type: 'MessageTypeMatches', value: 'Calendaring' }],
    actions: [{ type: 'RedirectMessageTo', addresses: [jakob] }],
  });
  await hub.receive(invitation({ uid: 'u7', to: johanna, attendee: `ATTENDEE:mailto:${jakob}` }), johanna);
  assert.equal(await ofPerson(hub, 'johanna', 'u7'), undefined);
  assert.ok(await ofPerson(hub, 'jakob', 'u7'));
  assert.deepEqual(
    hub.records.map(({ recipient, effect }) => [recipient, effect]),
    [
      [johanna, `redirected to ${jakob}`],
      [jakob, 'filed tentative'],
    ],
  );
});

test('FLOW-17 a rule that names a connector that is not there keeps the copy in the home’s queue', async (t) => {
  const hub = await openTestHub(t);
  await hub.addRule({
    name: 'Away',
    conditions: [],
    actions: [{ type: 'RouteMessageOutboundConnector', connector: 'No such' }],
  });
  const { outcome } = await hub.receive(invitation({ uid: 'u8', to: johanna }), johanna);
  assert.equal(outcome.kind === 'refusal' && `${outcome.reply} ${outcome.status}`, '451 4.3.5');
  assert.equal(hub.records[0]?.decision, 'reject');
});

test('FLOW-18 a refused recipient has its line in the trace, and a flood of them does not fill it', async (t) => {
  const hub = await openTestHub(t);
  for (let number = 0; number < 700; number++) await hub.receive('', `x${number}@elsewhere.example`);
  assert.deepEqual([hub.records[0]?.decision, hub.records[0]?.effect], ['reject', '550 5.7.64']);
  assert.equal(hub.records.length, hub.context.limits.refusalsTracedPerMinute);
});

test('FLOW-18 a copy whose header section is beyond all measure is dropped, not bounced to its sender', async (t) => {
  const hub = await openTestHub(t);
  const { outcome } = await hub.receive(
    `X-Long: ${'y'.repeat(300_000)}\r\n${invitation({ uid: 'u9', to: johanna })}`,
    johanna,
  );
  assert.equal(outcome.kind, 'accepted');
  assert.equal(hub.records[0]?.effect, 'header section too large');
});

test('FLOW-4 what was held can be filed when only its Content-Type names the method, for the address that was invited', async (t) => {
  const hub = await openTestHub(t);
  const returned = 'johanna@g.contoso.example';
  const spoof = invitation({ uid: 'u10', to: returned, from: 'ada@fabrikam.example', verdict: 'fail' });
  await hub.receive(spoof.replace('METHOD:REQUEST\r\n', ''), returned);
  const [one] = await held(hub, 'johanna');
  assert.equal(one?.recipient, johanna);
  assert.deepEqual(await hub.hub.settleHeld(one?.id ?? '', 'file'), { kind: 'settled' });
  assert.equal((await ofPerson(hub, 'johanna', 'u10'))?.invitedAs, johanna);
});
