import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checked, invitation, openTestHub } from './hub.ts';

const johanna = 'johanna@contoso.example';
const anna = 'anna@fabrikam.example';
type Hub = Awaited<ReturnType<typeof openTestHub>>;

/** A scheduling message of any method, as a mail program writes it. */
function mail(method: string, uid: string, from: string, lines: readonly string[]): string {
  return `${checked('pass', from)}${[
    `From: <${from}>`,
    `To: ${johanna}`,
    'Subject: Planning',
    `Message-ID: <${uid}.${method}.${from}>`,
    'MIME-Version: 1.0',
    `Content-Type: text/calendar; charset=utf-8; method=${method}`,
    '',
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', `METHOD:${method}`, 'BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20261124T085900Z'],
    ...[...lines, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n')}`;
}

const calendarOf = (hub: Hub): string => `${hub.person('johanna').id}/calendar`;
const stored = async (hub: Hub, uid: string): Promise<string> =>
  ((await hub.store.reads.object(calendarOf(hub), uid))?.ics ?? '').replaceAll('\r\n ', '');
const outgoing = async (hub: Hub): Promise<string[]> =>
  (await hub.store.reads.jobs({ limit: 50 }))
    .filter(({ recipient }) => recipient === anna || recipient.endsWith('@adatum.example'))
    .map(
      ({ recipient, message }) =>
        `${/METHOD:(\w+)/.exec(String(message.type === 'whole' && message.octets))?.[1]} ${recipient}`,
    );

/** A meeting of Johanna's with Anna, and its uid. */
async function ownMeeting(hub: Hub): Promise<string> {
  const made = await hub.hub.createEvent(hub.person('johanna').id, {
    summary: 'Planning',
    start: '2026-12-01T09:00:00',
    end: '2026-12-01T10:00:00',
    timeZone: 'Europe/Paris',
    attendees: [{ address: anna }],
  });
  assert.equal(made.kind, 'created');
  return made.kind === 'created' ? made.uid : '';
}

async function waiting(hub: Hub) {
  const held = await hub.store.reads.held({ personId: hub.person('johanna').id });
  return held.filter(({ state }) => state === 'waiting');
}

const proposal = (uid: string): string =>
  mail('COUNTER', uid, anna, [
    'SEQUENCE:0',
    'DTSTART:20261201T130000Z',
    'DTEND:20261201T140000Z',
    `ORGANIZER:mailto:${johanna}`,
    `ATTENDEE;PARTSTAT=TENTATIVE:mailto:${anna}`,
  ]);

test('FLOW-31 PAIN-26 a proposal waits for the organizer; accepted, the event moves and everybody is asked anew', async (t) => {
  const hub = await openTestHub(t);
  const uid = await ownMeeting(hub);
  await hub.receive(proposal(uid), johanna, anna);
  assert.match(await stored(hub, uid), /DTSTART;TZID=Europe\/Paris:20261201T090000/);
  const [held] = await waiting(hub);
  assert.equal(held?.why, 'counter');
  assert.deepEqual(await hub.hub.settleHeld(held?.id ?? '', 'file'), { kind: 'settled' });
  assert.match(await stored(hub, uid), /DTSTART:20261201T130000Z/);
  assert.match(await stored(hub, uid), /SEQUENCE:1/);
  assert.deepEqual(await outgoing(hub), [`REQUEST ${anna}`, `REQUEST ${anna}`]);
});

test('FLOW-31 dropped, the proposal is declined to whoever made it and the event stays', async (t) => {
  const hub = await openTestHub(t);
  const uid = await ownMeeting(hub);
  await hub.receive(proposal(uid), johanna, anna);
  const before = await stored(hub, uid);
  // The answer that comes with it is one (ITIP-24), the time is not taken over.
  assert.match(before, /PARTSTAT=TENTATIVE[^\r]*mailto:anna@fabrikam/);
  assert.match(before, /DTSTART;TZID=Europe\/Paris:20261201T090000/);
  const [held] = await waiting(hub);
  assert.deepEqual(await hub.hub.settleHeld(held?.id ?? '', 'drop'), { kind: 'settled' });
  assert.equal(await stored(hub, uid), before);
  assert.deepEqual((await outgoing(hub)).sort(), [`DECLINECOUNTER ${anna}`, `REQUEST ${anna}`]);
});

test('FLOW-32 ITIP-27 an answer of somebody who was not invited waits, and lets her in when the organizer says so', async (t) => {
  const hub = await openTestHub(t);
  const uid = await ownMeeting(hub);
  const marek = 'marek@adatum.example';
  await hub.receive(
    mail('REPLY', uid, marek, ['SEQUENCE:0', `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${marek}`]),
    johanna,
    marek,
  );
  assert.doesNotMatch(await stored(hub, uid), /marek/);
  const [held] = await waiting(hub);
  assert.equal(held?.why, 'not-invited');
  await hub.hub.settleHeld(held?.id ?? '', 'file');
  assert.match(await stored(hub, uid), /ATTENDEE;[^\r]*PARTSTAT=ACCEPTED[^\r]*mailto:marek@adatum\.example/);
  assert.deepEqual(await outgoing(hub), [`REQUEST ${anna}`]);
});

test('FLOW-33 a REFRESH is answered to an attendee, and to nobody else', async (t) => {
  const hub = await openTestHub(t);
  const uid = await ownMeeting(hub);
  const ask = (from: string): Promise<unknown> =>
    hub.receive(mail('REFRESH', uid, from, [`ORGANIZER:mailto:${johanna}`, `ATTENDEE:mailto:${from}`]), johanna, from);
  await ask('eve@adatum.example');
  assert.deepEqual(await outgoing(hub), [`REQUEST ${anna}`]);
  await ask(anna);
  assert.deepEqual(await outgoing(hub), [`REQUEST ${anna}`, `REQUEST ${anna}`]);
});

test('FLOW-34 ITIP-28 what the person removed no update brings back', async (t) => {
  const hub = await openTestHub(t);
  const uid = 'gone';
  await hub.receive(invitation({ uid, to: johanna }), johanna);
  const [entry] = await hub.store.reads.history(calendarOf(hub), uid);
  assert.deepEqual(await hub.hub.undo(hub.person('johanna').id, uid, entry?.id ?? ''), {
    kind: 'undone',
    what: 'filed',
    told: [],
  });
  assert.equal(await stored(hub, uid), '');
  await hub.receive(invitation({ uid, to: johanna, sequence: 1, start: '20261127T090000Z' }), johanna);
  assert.equal(await stored(hub, uid), '');
  assert.equal(hub.records.at(-1)?.effect, 'unchanged: deleted-by-person');
});

test('FLOW-35 each change has before, after and cause; the latest is undone by an entry of its own', async (t) => {
  const hub = await openTestHub(t);
  const uid = 'moved';
  await hub.receive(invitation({ uid, to: johanna }), johanna);
  await hub.receive(invitation({ uid, to: johanna, sequence: 1, start: '20261127T090000Z' }), johanna);
  const entries = async () =>
    (await hub.store.reads.history(calendarOf(hub), uid)).toSorted((one, other) => one.version - other.version);
  const [filed, updated] = await entries();
  assert.equal(updated?.before, filed?.after);
  assert.ok(updated?.cause);
  const person = hub.person('johanna').id;
  const early = await hub.hub.undo(person, uid, filed?.id ?? '');
  assert.equal(early.kind === 'problem' && early.code, 'changed-since');
  assert.deepEqual(await hub.hub.undo(person, uid, updated?.id ?? ''), { kind: 'undone', what: 'updated', told: [] });
  assert.match(await stored(hub, uid), /DTSTART:20261126T090000Z/);
  assert.equal((await entries()).at(-1)?.what, 'undone');
  assert.deepEqual(await hub.store.reads.jobs({ limit: 10 }), []);
  await hub.receive(invitation({ uid, to: johanna, sequence: 1, start: '20261127T090000Z' }), johanna);
  assert.match(await stored(hub, uid), /DTSTART:20261126T090000Z/);
});

test('FLOW-8 the same answer at home and in the hub is sent by neither twice', async (t) => {
  const hub = await openTestHub(t);
  const uid = 'voice';
  await hub.receive(invitation({ uid, to: johanna }), johanna);
  const person = hub.person('johanna').id;
  assert.deepEqual(await hub.hub.answer(person, uid, 'ACCEPTED'), { kind: 'answered' });
  assert.deepEqual(await hub.hub.answer(person, uid, 'ACCEPTED'), { kind: 'answered' });
  assert.deepEqual(await outgoing(hub), [`REPLY ${anna}`]);
});
