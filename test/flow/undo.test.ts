/** What happened to an event on any of a person's calendars, and the latest of it taken back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HubServices } from '../../src/pipeline/services.ts';
import { invitation, openTestHub } from './hub.ts';

type Hub = Awaited<ReturnType<typeof openTestHub>>;

const draft = {
  summary: 'Planning',
  start: '2026-12-01T09:00:00',
  end: '2026-12-01T10:00:00',
  timeZone: 'Europe/Paris',
  attendees: [{ address: 'petra@fabrikam.example' }, { address: 'jakob@contoso.example' }],
};

async function garden(hub: Hub, name = 'johanna'): Promise<string> {
  const ownerId = hub.person(name).id;
  const calendar = { id: `${ownerId}/garden`, ownerId, slug: 'garden', name: 'Garden', change: 0 };
  await hub.store.commit([{ type: 'putCalendar', calendar }]);
  return calendar.id;
}

async function history(hub: Hub, uid: string) {
  const found = await hub.hub.history(hub.person('johanna').id, uid);
  assert.ok(found.kind === 'history', JSON.stringify(found));
  return found;
}

const codeOf = (result: Awaited<ReturnType<HubServices['undo']>>) =>
  result.kind === 'problem' ? result.code : 'undone';

const mailsTo = async ({ store }: Hub, address: string) =>
  (await store.reads.jobs({ limit: 100 })).filter(({ recipient }) => recipient === address).length;

test('MEET-5 a change on a calendar that is not the default one is undone, says whom that tells, and tells them', async (t) => {
  const hub = await openTestHub(t);
  const johanna = hub.person('johanna').id;
  const calendarId = await garden(hub);
  const made = await hub.hub.createEvent(johanna, { ...draft, calendar: 'garden' });
  assert.ok(made.kind === 'created', JSON.stringify(made));
  const { uid } = made;
  await hub.hub.changeEvent(johanna, uid, { start: '2026-12-01T14:00:00', end: '2026-12-01T15:00:00' });
  const { entries, undo } = await history(hub, uid);
  assert.deepEqual(
    entries.map(({ calendarId: where, what }) => [where, what]),
    [
      [calendarId, 'created'],
      [calendarId, 'changed'],
    ],
  );
  assert.deepEqual(undo?.entry, entries[1]?.id);
  assert.deepEqual([...(undo?.tells ?? [])].sort(), ['jakob@contoso.example', 'petra@fabrikam.example']);
  assert.equal(await mailsTo(hub, 'petra@fabrikam.example'), 2);
  const undone = await hub.hub.undo(johanna, uid);
  assert.ok(undone.kind === 'undone', JSON.stringify(undone));
  assert.equal(undone.what, 'changed');
  assert.deepEqual([...undone.told].sort(), ['jakob@contoso.example', 'petra@fabrikam.example']);
  assert.equal(await mailsTo(hub, 'petra@fabrikam.example'), 3);
  for (const name of ['johanna', 'jakob']) {
    const [copy] = await hub.store.reads.ownObjectsByUid(hub.person(name).id, uid);
    assert.match(copy?.ics ?? '', /DTSTART;TZID=Europe\/Paris:20261201T090000/, name);
  }
  // That nobody knows of any more is expected to be the latest.
  assert.equal(codeOf(await hub.hub.undo(johanna, uid, entries[1]?.id)), 'changed-since');
  assert.equal(codeOf(await hub.hub.undo(johanna, uid, 'nothing')), 'no-such-entry');
});

test('MEET-5 an undo that would tell somebody who can’t be reached changes nothing', async (t) => {
  const hub = await openTestHub(t);
  const johanna = hub.person('johanna').id;
  const made = await hub.hub.createEvent(johanna, draft);
  assert.ok(made.kind === 'created');
  await hub.hub.changeEvent(johanna, made.uid, { location: 'Shed' });
  await hub.addRule({
    name: 'nothing to Fabrikam',
    conditions: [{ type: 'RecipientDomainIs', values: ['fabrikam.example'] }],
    actions: [{ type: 'RejectMessage', reasonText: 'not today', enhancedStatusCode: '5.7.1' }],
  });
  const refused = await hub.hub.undo(johanna, made.uid);
  assert.ok(refused.kind === 'problem' && refused.code === 'unreachable', JSON.stringify(refused));
  const [copy] = await hub.store.reads.ownObjectsByUid(johanna, made.uid);
  assert.match(copy?.ics ?? '', /LOCATION:Shed/);
});

test('MEET-5 an answer undone within the second is the earlier answer, sent once more and later', async (t) => {
  const hub = await openTestHub(t);
  const johanna = hub.person('johanna').id;
  await hub.receive(invitation({ uid: 'u1', to: 'johanna@contoso.example' }), 'johanna@contoso.example');
  await hub.hub.answer(johanna, 'u1', 'ACCEPTED');
  await hub.hub.answer(johanna, 'u1', 'DECLINED');
  const undone = await hub.hub.undo(johanna, 'u1');
  assert.ok(undone.kind === 'undone', JSON.stringify(undone));
  assert.deepEqual(undone.told, ['anna@fabrikam.example']);
  const jobs = (await hub.store.reads.jobs({ limit: 10 })).filter(({ recipient }) => recipient.startsWith('anna@'));
  assert.equal(jobs.length, 3);
  const stored = (await hub.store.reads.ownObjectsByUid(johanna, 'u1'))[0]?.ics.replaceAll('\r\n ', '') ?? '';
  assert.match(stored, /PARTSTAT=ACCEPTED;X-PASSERELLE-REPLY-DTSTAMP="2026-11-24T09:00:02Z"/);
  // What she answers next is later still.
  await hub.hub.answer(johanna, 'u1', 'TENTATIVE');
  assert.equal((await hub.store.reads.jobs({ limit: 10 })).length, 4);
});

test('FLOW-34 MEET-5 an event taken off a calendar that is not the default one stays off, until that is undone', async (t) => {
  const hub = await openTestHub(t);
  const johanna = hub.person('johanna').id;
  const to = 'johanna@contoso.example';
  const calendarId = await garden(hub);
  await hub.receive(invitation({ uid: 'u1', to }), to);
  const [filed] = await hub.store.reads.ownObjectsByUid(johanna, 'u1');
  assert.ok(filed);
  // Moved there by a calendar program, and then removed.
  const removal = { type: 'deleteObject', calendarId: filed.calendarId, uid: 'u1', expect: 1, at: 1 } as const;
  await hub.store.commit([removal, { type: 'putObject', object: { ...filed, calendarId, version: 1 }, expect: 0 }]);
  const gone = await hub.hub.rewriteObject({
    ...{ personId: johanna, calendar: 'garden', uid: 'u1', silent: true },
    rewrite: () => ({ kind: 'remove' }),
  });
  assert.equal(gone.kind, 'stored');
  await hub.receive(invitation({ uid: 'u1', to, sequence: 1, start: '20261127T090000Z' }), to);
  assert.deepEqual(await hub.store.reads.ownObjectsByUid(johanna, 'u1'), []);
  assert.equal(hub.records.at(-1)?.effect, 'unchanged: deleted-by-person');
  const undone = await hub.hub.undo(johanna, 'u1');
  assert.ok(undone.kind === 'undone', JSON.stringify(undone));
  assert.deepEqual(undone.told, []);
  const [back] = await hub.store.reads.ownObjectsByUid(johanna, 'u1');
  assert.equal(back?.calendarId, calendarId);
  await hub.receive(invitation({ uid: 'u1', to, sequence: 2, start: '20261128T090000Z' }), to);
  const [updated] = await hub.store.reads.ownObjectsByUid(johanna, 'u1');
  assert.match(updated?.ics ?? '', /DTSTART:20261128T090000Z/);
});

test('MEET-5 what went with its calendar is remembered, and comes back on the default one', async (t) => {
  const hub = await openTestHub(t);
  const johanna = hub.person('johanna').id;
  await garden(hub);
  const made = await hub.hub.createEvent(johanna, { ...draft, calendar: 'garden' });
  assert.ok(made.kind === 'created');
  assert.deepEqual(await hub.hub.removeCalendar(johanna, 'garden'), { kind: 'removed' });
  const off = (await hub.store.reads.ownObjectsByUid(hub.person('jakob').id, made.uid))[0];
  assert.match(off?.ics ?? '', /STATUS:CANCELLED/);
  const undone = await hub.hub.undo(johanna, made.uid);
  assert.ok(undone.kind === 'undone', JSON.stringify(undone));
  const [back] = await hub.store.reads.ownObjectsByUid(johanna, made.uid);
  assert.equal(back?.calendarId, `${johanna}/calendar`);
  const on = (await hub.store.reads.ownObjectsByUid(hub.person('jakob').id, made.uid))[0];
  assert.doesNotMatch(on?.ics ?? '', /STATUS:CANCELLED/);
});

test('SHARE-20 a delegate acts on the calendar that was shared with her, be it the default one or not, and on no other', async (t) => {
  const hub = await openTestHub(t);
  const [johanna, jakob] = [hub.person('johanna').id, hub.person('jakob').id];
  await garden(hub);
  assert.deepEqual(await hub.hub.share(johanna, jakob, 'delegate', { calendar: 'garden' }), { kind: 'shared' });
  const outside = { ...draft, attendees: [{ address: 'petra@fabrikam.example' }] };
  const made = await hub.hub.createEvent(johanna, { ...outside, calendar: 'garden' }, jakob);
  assert.ok(made.kind === 'created', JSON.stringify(made));
  const { uid } = made;
  const [stored] = await hub.store.reads.ownObjectsByUid(johanna, uid);
  assert.equal(stored?.calendarId, `${johanna}/garden`);
  assert.match(stored?.ics.replaceAll('\r\n ', '') ?? '', /ORGANIZER[^\r]*SENT-BY="mailto:jakob@contoso\.example"/);
  assert.deepEqual(await hub.hub.changeEvent(johanna, uid, { location: 'Shed' }, jakob), { kind: 'changed' });
  assert.equal((await hub.hub.undo(johanna, uid, undefined, jakob)).kind, 'undone');
  assert.deepEqual(await hub.hub.cancelEvent(johanna, uid, jakob), { kind: 'cancelled' });
  const code = (result: object) => ('code' in result ? result.code : 'done');
  assert.equal(code(await hub.hub.createEvent(johanna, outside, jakob)), 'not-shared');
  const own = await hub.hub.createEvent(johanna, outside);
  assert.ok(own.kind === 'created');
  assert.equal(code(await hub.hub.cancelEvent(johanna, own.uid, jakob)), 'not-shared');
  assert.equal(code(await hub.hub.undo(johanna, own.uid, undefined, jakob)), 'not-shared');
  assert.equal(
    code(await hub.hub.createEvent(johanna, { ...outside, calendar: 'nowhere' }, jakob)),
    'no-such-calendar',
  );
  // Who may write there only tells nobody in the owner's name, undo included.
  await hub.hub.share(johanna, jakob, 'write', { calendar: 'garden' });
  const again = await hub.hub.createEvent(johanna, { ...outside, calendar: 'garden' });
  assert.ok(again.kind === 'created');
  assert.equal(code(await hub.hub.undo(johanna, again.uid, undefined, jakob)), 'not-delegate');
});

test('SHARE-20 a delegate proposes, delegates and asks again in the owner’s name', async (t) => {
  const hub = await openTestHub(t);
  const [johanna, jakob] = [hub.person('johanna').id, hub.person('jakob').id];
  await hub.hub.share(johanna, jakob, 'delegate');
  await hub.receive(invitation({ uid: 'u1', to: 'johanna@contoso.example' }), 'johanna@contoso.example');
  const time = { start: '2026-12-01T14:00:00', end: '2026-12-01T15:00:00', timeZone: 'Europe/Paris' };
  assert.equal((await hub.hub.propose(johanna, 'u1', { time, partStat: 'TENTATIVE' }, jakob)).kind, 'proposed');
  assert.equal((await hub.hub.askRefresh(johanna, 'u1', jakob)).kind, 'asked');
  const to = { address: 'petra@fabrikam.example' };
  assert.equal((await hub.hub.delegateInvitation(johanna, 'u1', to, undefined, jakob)).kind, 'delegated');
  for (const { message } of await hub.store.reads.jobs({ limit: 10 })) {
    const text = message.type === 'whole' ? message.octets.toString('latin1') : '';
    assert.match(text, /^From: [^\r]*<johanna@contoso\.example>\r$/m);
    assert.match(text, /^Sender: [^\r]*<jakob@contoso\.example>\r$/m);
  }
  await hub.hub.share(johanna, jakob, 'write');
  // What the delegate was told stands.
  const taken = await hub.hub.undo(johanna, 'u1');
  assert.equal(taken.kind === 'problem' && taken.code, 'nothing-to-undo');
  const other = await hub.hub.forwardInvitation(johanna, 'u1', [{ address: 'eve@adatum.example' }], undefined, jakob);
  assert.equal(other.kind === 'problem' && other.code, 'not-delegate');
});
