import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invitation } from './hub.ts';
import { answersOn, book, greenhouse, mailTo, openWithRoom } from './rooms.ts';

test('ROOM-1 ROOM-2 a free room accepts, and the organizer sees it in the same unit; a second booking of the time is declined', async (t) => {
  const hub = await openWithRoom(t);
  const first = await book(hub, 'johanna', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  assert.deepEqual(await answersOn(hub, 'greenhouse', first), ['greenhouse ACCEPTED']);
  assert.deepEqual(await answersOn(hub, 'johanna', first), ['greenhouse ACCEPTED']);
  const second = await book(hub, 'jakob', '2026-12-01T09:30:00', '2026-12-01T11:00:00');
  assert.deepEqual(await answersOn(hub, 'jakob', second), ['greenhouse DECLINED']);
  const [answer] = await mailTo(hub, 'jakob@g.contoso.example');
  assert.match(answer ?? '', /METHOD:REPLY/);
  assert.match(answer ?? '', /REQUEST-STATUS:4\.0;/);
  assert.match(answer ?? '', /COMMENT:Greenhouse is taken: Dec 1\\, 2026\\, 9:30 – 10:00 AM/);
  assert.doesNotMatch(answer ?? '', /johanna|Secret plan of johanna/i);
  // Side by side is no conflict, and a declined request takes no time.
  const third = await book(hub, 'tomislav', '2026-12-01T10:00:00', '2026-12-01T10:30:00');
  assert.deepEqual(await answersOn(hub, 'tomislav', third), ['greenhouse ACCEPTED']);
});

test('ROOM-3 of many bookings of one time that come at once exactly one is accepted, and each is answered once', async (t) => {
  const hub = await openWithRoom(t);
  const people = ['johanna', 'jakob', 'tomislav'];
  const asked = Array.from({ length: 15 }, (_, index) => people[index % 3] as string);
  const uids = await Promise.all(asked.map((by) => book(hub, by, '2026-12-01T09:00:00', '2026-12-01T10:00:00')));
  const answers = await Promise.all(uids.map((uid) => answersOn(hub, 'greenhouse', uid)));
  assert.equal(answers.filter(([line]) => line === 'greenhouse ACCEPTED').length, 1);
  assert.equal(answers.filter(([line]) => line === 'greenhouse DECLINED').length, 14);
  const mails = await Promise.all(people.map((name) => mailTo(hub, `${name}@g.contoso.example`)));
  assert.equal(mails.flat().filter((text) => text.includes('METHOD:REPLY')).length, 15);
});

test('ROOM-4 an update asks again, a cancellation frees the time', async (t) => {
  const hub = await openWithRoom(t);
  const johanna = hub.person('johanna').id;
  const uid = await book(hub, 'johanna', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  const other = await book(hub, 'jakob', '2026-12-01T14:00:00', '2026-12-01T15:00:00');
  const move = (start: string, end: string) =>
    hub.hub.changeEvent(johanna, uid, { start, end, timeZone: 'Europe/Paris' });
  await move('2026-12-01T14:30:00', '2026-12-01T15:30:00');
  assert.deepEqual(await answersOn(hub, 'johanna', uid), ['greenhouse DECLINED']);
  await move('2026-12-01T11:00:00', '2026-12-01T12:00:00');
  assert.deepEqual(await answersOn(hub, 'johanna', uid), ['greenhouse ACCEPTED']);
  await hub.hub.cancelEvent(hub.person('jakob').id, other);
  const third = await book(hub, 'tomislav', '2026-12-01T14:00:00', '2026-12-01T15:00:00');
  assert.deepEqual(await answersOn(hub, 'tomislav', third), ['greenhouse ACCEPTED']);
});

test('ROOM-4 a room that is taken off and invited again within the same second answers again', async (t) => {
  const hub = await openWithRoom(t);
  const johanna = hub.person('johanna').id;
  const uid = await book(hub, 'johanna', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  const invite = (...addresses: string[]) =>
    hub.hub.changeEvent(johanna, uid, { attendees: addresses.map((address) => ({ address })) });
  assert.deepEqual(await invite('truck@contoso.example'), { kind: 'changed' });
  const other = await book(hub, 'jakob', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  assert.deepEqual(await answersOn(hub, 'jakob', other), ['greenhouse ACCEPTED']);
  await hub.hub.cancelEvent(hub.person('jakob').id, other);
  assert.deepEqual(await invite('truck@contoso.example', greenhouse), { kind: 'changed' });
  assert.deepEqual(await answersOn(hub, 'johanna', uid), ['greenhouse ACCEPTED, truck ACCEPTED']);
});

test('ROOM-5 a series is declined whole, or but for the instances that are taken, as its policy says', async (t) => {
  const weekly = { recurrence: 'FREQ=WEEKLY;COUNT=5' };
  const strict = await openWithRoom(t);
  await book(strict, 'jakob', '2026-12-08T09:00:00', '2026-12-08T10:00:00');
  const refused = await book(strict, 'johanna', '2026-12-01T09:00:00', '2026-12-01T10:00:00', weekly);
  assert.deepEqual(await answersOn(strict, 'johanna', refused), ['greenhouse DECLINED']);

  const lenient = await openWithRoom(t, 'conflictPercentageAllowed: 20');
  await book(lenient, 'jakob', '2026-12-08T09:00:00', '2026-12-08T10:00:00');
  const uid = await book(lenient, 'johanna', '2026-12-01T09:00:00', '2026-12-01T10:00:00', weekly);
  assert.deepEqual(await answersOn(lenient, 'johanna', uid), [
    'greenhouse ACCEPTED',
    '2026-12-08, greenhouse DECLINED',
  ]);
  assert.deepEqual(await answersOn(lenient, 'greenhouse', uid), [
    'greenhouse ACCEPTED',
    '2026-12-08, greenhouse DECLINED',
  ]);
  // The instances that were accepted take the room, the declined one does not.
  const clash = await book(lenient, 'tomislav', '2026-12-15T09:00:00', '2026-12-15T10:00:00');
  assert.deepEqual(await answersOn(lenient, 'tomislav', clash), ['greenhouse DECLINED']);
});

test('ROOM-6 what is outside of the policy is declined with the reason, or left to a delegate', async (t) => {
  const hub = await openWithRoom(
    t,
    'bookingWindowInDays: 30, maximumDurationInMinutes: 120, requestOutOfPolicy: [tomislav@contoso.example]',
  );
  const long = await book(hub, 'johanna', '2026-12-01T09:00:00', '2026-12-01T12:00:00');
  const far = await book(hub, 'johanna', '2027-03-01T09:00:00', '2027-03-01T10:00:00');
  const endless = await book(hub, 'johanna', '2026-12-02T09:00:00', '2026-12-02T10:00:00', {
    recurrence: 'FREQ=DAILY',
  });
  for (const uid of [long, far, endless])
    assert.deepEqual(await answersOn(hub, 'johanna', uid), ['greenhouse DECLINED']);
  const replies = (await mailTo(hub, 'johanna@g.contoso.example')).filter((text) => text.includes('METHOD:REPLY'));
  assert.match(replies.join('\n'), /COMMENT:Greenhouse can be booked for 120 minutes at most/);
  assert.match(replies.join('\n'), /COMMENT:Greenhouse can be booked 30 days ahead at most/);
  await book(hub, 'tomislav', '2026-12-03T09:00:00', '2026-12-03T12:00:00');
  const [held] = await hub.store.reads.held({ personId: hub.person('greenhouse').id });
  assert.equal(held?.why, 'out-of-policy');
  await book(hub, 'johanna', '2026-12-04T09:00:00', '2026-12-04T10:00:00', { recurrence: 'FREQ=DAILY;COUNT=3' });
});

test('ROOM-7 who may not book is declined; whose requests a delegate decides are held, and answered once by that word', async (t) => {
  const hub = await openWithRoom(
    t,
    'allBookInPolicy: false, bookInPolicy: [jakob@contoso.example], requestInPolicy: [jo@contoso.example], resourceDelegates: [jakob@contoso.example]',
  );
  const refused = await book(hub, 'tomislav', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  assert.deepEqual(await answersOn(hub, 'tomislav', refused), ['greenhouse DECLINED']);
  const uid = await book(hub, 'johanna', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  assert.deepEqual(await answersOn(hub, 'johanna', uid), ['greenhouse NEEDS-ACTION']);
  // What waits takes the time already.
  const early = await book(hub, 'jakob', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  assert.deepEqual(await answersOn(hub, 'jakob', early), ['greenhouse DECLINED']);
  const [held] = await hub.store.reads.held({ personId: hub.person('greenhouse').id });
  assert.equal(held?.why, 'approval');
  assert.deepEqual(await hub.hub.settleHeld(held?.id ?? '', 'file'), { kind: 'settled' });
  assert.deepEqual(await answersOn(hub, 'johanna', uid), ['greenhouse ACCEPTED']);
  const replies = (await mailTo(hub, 'johanna@g.contoso.example')).filter((text) => text.includes('METHOD:REPLY'));
  assert.equal(replies.length, 1);
  assert.match(replies[0] ?? '', /PARTSTAT=ACCEPTED/);
});

test('ROOM-7 a delegate who drops a booking declines it; one that the organizer called off waits no more', async (t) => {
  const hub = await openWithRoom(t, 'allBookInPolicy: false, allRequestInPolicy: true');
  const room = hub.person('greenhouse').id;
  const waiting = async () =>
    (await hub.store.reads.held({ personId: room })).filter(({ state }) => state === 'waiting');
  const uid = await book(hub, 'johanna', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  await hub.hub.settleHeld((await waiting())[0]?.id ?? '', 'drop');
  assert.deepEqual(await answersOn(hub, 'johanna', uid), ['greenhouse DECLINED']);
  const second = await book(hub, 'johanna', '2026-12-02T09:00:00', '2026-12-02T10:00:00');
  assert.equal((await waiting()).length, 1);
  await hub.hub.cancelEvent(hub.person('johanna').id, second);
  assert.deepEqual(await waiting(), []);
});

test('ROOM-8 where conflicts are held a delegate may book a time twice, knowing it', async (t) => {
  const hub = await openWithRoom(t, 'conflicts: hold');
  await book(hub, 'jakob', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  const uid = await book(hub, 'johanna', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  const [held] = await hub.store.reads.held({ personId: hub.person('greenhouse').id });
  assert.equal(held?.why, 'taken');
  await hub.hub.settleHeld(held?.id ?? '', 'file');
  assert.deepEqual(await answersOn(hub, 'johanna', uid), ['greenhouse ACCEPTED']);
});

test('ROOM-9 by mail our own people book as from the hub, strangers wait for a delegate unless the room was opened to them', async (t) => {
  const own = { from: 'jakob@contoso.example', to: greenhouse };
  const hub = await openWithRoom(t, 'resourceDelegates: [johanna@contoso.example]');
  await hub.receive(invitation({ uid: 'by-mail', ...own }), greenhouse, own.from);
  assert.deepEqual(await answersOn(hub, 'greenhouse', 'by-mail'), ['greenhouse ACCEPTED']);
  assert.match(
    (await mailTo(hub, 'jakob@g.contoso.example'))[0] ?? '',
    /METHOD:REPLY[\s\S]*REQUEST-STATUS:2\.0;Success/,
  );
  // The same mail again says nothing again.
  await hub.receive(invitation({ uid: 'by-mail', ...own }), greenhouse, own.from);
  assert.equal((await mailTo(hub, 'jakob@g.contoso.example')).length, 1);
  await hub.receive(invitation({ uid: 'stranger', to: greenhouse, start: '20261127T090000Z' }), greenhouse);
  assert.deepEqual(await answersOn(hub, 'greenhouse', 'stranger'), []);
  const [held] = await hub.store.reads.held({ personId: hub.person('greenhouse').id });
  assert.equal(held?.why, 'external');
  await book(hub, 'johanna', '2026-11-27T10:00:00', '2026-11-27T11:00:00');
  const late = await hub.hub.settleHeld(held?.id ?? '', 'file');
  assert.equal(late.kind === 'problem' && late.code, 'taken');

  const open = await openWithRoom(t, 'processExternalMeetingMessages: true');
  await open.receive(invitation({ uid: 'stranger', to: greenhouse }), greenhouse);
  assert.deepEqual(await answersOn(open, 'greenhouse', 'stranger'), ['greenhouse ACCEPTED']);
  const [answer, ...others] = await mailTo(open, 'anna@fabrikam.example');
  assert.match(answer ?? '', /PARTSTAT=ACCEPTED[^\r]*:mailto:greenhouse@contoso\.example/);
  assert.deepEqual(others, []);
});

test('ROOM-10 one booking of two rooms is decided for each; an AutoUpdate resource files and says nothing', async (t) => {
  const hub = await openWithRoom(t, 'automateProcessing: AutoUpdate');
  const uid = await book(hub, 'johanna', '2026-12-01T09:00:00', '2026-12-01T10:00:00');
  assert.deepEqual(await answersOn(hub, 'greenhouse', uid), ['greenhouse NEEDS-ACTION']);
  const other = await book(hub, 'johanna', '2026-12-01T09:00:00', '2026-12-01T10:00:00', {
    room: 'truck@contoso.example',
  });
  assert.deepEqual(await answersOn(hub, 'johanna', other), ['truck ACCEPTED']);
});
