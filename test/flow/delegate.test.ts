import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScheduling } from '../../src/calendar/scheduling/read.ts';
import type { Job } from '../../src/store/contract.ts';
import { invitation, openTestHub } from './hub.ts';

const draft = {
  summary: 'Planning',
  start: '2026-11-26T10:00:00',
  end: '2026-11-26T11:00:00',
  timeZone: 'Europe/Paris',
  attendees: [{ address: 'petra@fabrikam.example' }],
};

type Hub = Awaited<ReturnType<typeof openTestHub>>;

const textOf = ({ message }: Job): string => (message.type === 'whole' ? message.octets.toString('latin1') : '');

async function mailTo(hub: Hub, address: string): Promise<string> {
  const jobs = await hub.store.reads.jobs({ limit: 20 });
  const [job] = jobs.filter(({ recipient }) => recipient === address);
  assert.ok(job, `mail to ${address}`);
  return textOf(job);
}

/** The calendar text of a mail, unfolded. */
function calendarIn(mail: string): string {
  const base64 = /name="?invite\.ics"?[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(mail)?.[1] ?? '';
  return Buffer.from(base64, 'base64').toString().replaceAll('\r\n ', '');
}

test('SHARE-3 a delegate organises in the owner’s name: From the owner, Sender and SENT-BY the delegate', async (t) => {
  const hub = await openTestHub(t);
  const [johanna, jakob] = [hub.person('johanna'), hub.person('jakob')];
  assert.deepEqual(await hub.hub.share(johanna.id, jakob.id, 'delegate'), { kind: 'shared' });
  const made = await hub.hub.createEvent(johanna.id, draft, jakob.id);
  assert.ok(made.kind === 'created', JSON.stringify(made));
  const mail = await mailTo(hub, 'petra@fabrikam.example');
  assert.match(mail, /^From: [^\r]*<johanna@contoso\.example>\r$/m);
  assert.match(mail, /^Sender: [^\r]*<jakob@contoso\.example>\r$/m);
  const message = readScheduling(calendarIn(mail));
  assert.ok(message.kind === 'message', JSON.stringify(message));
  assert.equal(message.organizer, 'johanna@contoso.example');
  assert.equal(message.organizerSentBy, 'jakob@contoso.example');
  const stored = await hub.store.reads.object(`${johanna.id}/calendar`, made.uid);
  assert.match(stored?.ics.replaceAll('\r\n ', '') ?? '', /ORGANIZER[^\r]*SENT-BY="mailto:jakob@contoso\.example"/);
  const [entry] = await hub.store.reads.history(`${johanna.id}/calendar`, made.uid);
  assert.match(entry?.cause ?? '', new RegExp(`^person:${jakob.id}:`));
  // What the owner does next is her own.
  await hub.hub.changeEvent(johanna.id, made.uid, { summary: 'Planning, again' });
  const again = await hub.store.reads.object(`${johanna.id}/calendar`, made.uid);
  assert.doesNotMatch(again?.ics ?? '', /SENT-BY/);
});

test('SHARE-4 a delegate answers in the owner’s name', async (t) => {
  const hub = await openTestHub(t);
  const [johanna, jakob] = [hub.person('johanna'), hub.person('jakob')];
  await hub.receive(invitation({ uid: 'u1', to: 'johanna@contoso.example' }), 'johanna@contoso.example');
  await hub.hub.share(johanna.id, jakob.id, 'delegate');
  assert.deepEqual(await hub.hub.answer(johanna.id, 'u1', 'ACCEPTED', undefined, jakob.id), { kind: 'answered' });
  const mail = await mailTo(hub, 'anna@fabrikam.example');
  assert.match(mail, /^From: [^\r]*<johanna@contoso\.example>\r$/m);
  assert.match(mail, /^Sender: [^\r]*<jakob@contoso\.example>\r$/m);
  const message = readScheduling(calendarIn(mail));
  assert.ok(message.kind === 'message');
  assert.deepEqual(
    message.attendees.map(({ address, partStat, sentBy }) => [address, partStat, sentBy]),
    [['johanna@contoso.example', 'ACCEPTED', 'jakob@contoso.example']],
  );
});

test('SHARE-5 who may write changes the calendar, and tells nobody in the owner’s name', async (t) => {
  const hub = await openTestHub(t);
  const [johanna, jakob, tomislav] = [hub.person('johanna'), hub.person('jakob'), hub.person('tomislav')];
  await hub.hub.share(johanna.id, jakob.id, 'write');
  const code = (result: object) => ('code' in result ? result.code : 'done');
  const own = await hub.hub.createEvent(johanna.id, { ...draft, attendees: [] }, jakob.id);
  assert.ok(own.kind === 'created');
  assert.equal(code(await hub.hub.createEvent(johanna.id, draft, jakob.id)), 'not-delegate');
  assert.equal(code(await hub.hub.changeEvent(johanna.id, own.uid, { location: 'Hof' }, jakob.id)), 'done');
  await hub.receive(invitation({ uid: 'u1', to: 'johanna@contoso.example' }), 'johanna@contoso.example');
  assert.equal(code(await hub.hub.answer(johanna.id, 'u1', 'DECLINED', undefined, jakob.id)), 'not-delegate');
  for (const right of ['read', 'freeBusy'] as const) {
    await hub.hub.share(johanna.id, jakob.id, right);
    assert.equal(code(await hub.hub.cancelEvent(johanna.id, own.uid, jakob.id)), 'not-shared', right);
  }
  assert.equal(code(await hub.hub.createEvent(johanna.id, draft, tomislav.id)), 'not-shared');
  assert.deepEqual(await hub.store.reads.jobs({ limit: 5 }), []);
});

test('SHARE-6 a right that was taken back is none, and nobody shares what is not hers', async (t) => {
  const hub = await openTestHub(t);
  const [johanna, jakob] = [hub.person('johanna'), hub.person('jakob')];
  await hub.hub.share(johanna.id, jakob.id, 'delegate', { privateToo: true });
  assert.equal((await hub.hub.shares(johanna.id)).given[0]?.right, 'delegate');
  assert.equal((await hub.hub.shares(jakob.id)).received[0]?.calendarId, `${johanna.id}/calendar`);
  assert.deepEqual(await hub.hub.unshare(johanna.id, jakob.id), { kind: 'unshared' });
  const refused = await hub.hub.createEvent(johanna.id, draft, jakob.id);
  assert.equal(refused.kind === 'problem' && refused.status, 403);
  const codes = [
    await hub.hub.unshare(johanna.id, jakob.id),
    await hub.hub.share(johanna.id, johanna.id, 'read'),
    await hub.hub.share(johanna.id, 'nobody', 'read'),
    await hub.hub.share(johanna.id, jakob.id, 'read', { calendar: 'holidays' }),
  ].map((result) => (result.kind === 'problem' ? result.code : result.kind));
  assert.deepEqual(codes, ['not-shared', 'own-calendar', 'no-such-person', 'no-such-calendar']);
  assert.deepEqual(
    hub.records.filter(({ decision }) => decision === 'share').map(({ effect, recipient }) => [effect, recipient]),
    [
      ['shared: delegate', 'jakob@contoso.example'],
      ['unshared', 'jakob@contoso.example'],
    ],
  );
});

test('SHARE-7 a private event is none to a delegate who may not see it', async (t) => {
  const hub = await openTestHub(t);
  const [johanna, jakob] = [hub.person('johanna'), hub.person('jakob')];
  await hub.hub.share(johanna.id, jakob.id, 'delegate');
  const message = invitation({ uid: 'u1', to: 'johanna@contoso.example' });
  await hub.receive(message.replace('SUMMARY:Planning', 'SUMMARY:Doctor\r\nCLASS:PRIVATE'), 'johanna@contoso.example');
  const hidden = await hub.hub.answer(johanna.id, 'u1', 'ACCEPTED', undefined, jakob.id);
  assert.equal(hidden.kind === 'problem' && hidden.code, 'no-such-event');
  await hub.hub.share(johanna.id, jakob.id, 'delegate', { privateToo: true });
  assert.deepEqual(await hub.hub.answer(johanna.id, 'u1', 'ACCEPTED', undefined, jakob.id), { kind: 'answered' });
});
