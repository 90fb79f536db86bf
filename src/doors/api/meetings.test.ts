/** The API's routes for meetings, over the pipeline's own services. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { apiParts } from '../../../test/flow/apiParts.ts';
import { invitation, openTestHub } from '../../../test/flow/hub.ts';
import { silentLog } from '../../platform/log.ts';
import { createHttpServer } from '../http/server.ts';
import { registerApi } from './api.ts';

const johanna = '/api/v1/people/johanna@contoso.example';
const draft = { summary: 'Plan', start: '2026-12-01T09:00:00', end: '2026-12-01T10:00:00', timeZone: 'Europe/Paris' };
const jakobInvited = [{ address: 'jakob@contoso.example' }];

async function open(t: TestContext) {
  const house = await openTestHub(t);
  const { clock } = house.context;
  const app = createHttpServer({ log: silentLog, host: '127.0.0.1' });
  const parts = apiParts(house, clock);
  const { credentials } = parts;
  await registerApi(app, parts);
  t.after(() => app.close());
  const as = async (name: string) => {
    const token = await credentials.createSignInLink('person', house.person(name).id);
    const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });
    const headers = { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
    return (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) =>
      app.inject({ method, url, headers, ...(payload && { payload }) });
  };
  return { ...house, as };
}

test('MEET-1 an answer with another time is a proposal, which the organizer sees with its time and settles', async (t) => {
  const { as } = await open(t);
  const [mine, jakob] = [await as('johanna'), await as('jakob')];
  const { uid } = (await mine('POST', `${johanna}/events`, { ...draft, attendees: jakobInvited })).json();
  const event = `/api/v1/people/jakob@contoso.example/events/${uid}`;
  const proposedTime = { start: '2026-12-01T14:00:00', end: '2026-12-01T15:30:00', timeZone: 'Europe/Paris' };
  const answer = { partStat: 'TENTATIVE', comment: 'Later?', proposedTime };
  assert.equal((await jakob('POST', `${event}/answer`, answer)).statusCode, 204);
  const [held] = (await mine('GET', '/api/v1/held')).json().held;
  assert.deepEqual([held.why, held.from], ['counter', 'jakob@contoso.example']);
  assert.deepEqual(held.proposal, { uid, start: '2026-12-01T13:00:00.000Z', end: '2026-12-01T14:30:00.000Z' });
  assert.equal((await mine('POST', `/api/v1/held/${held.id}`, { decision: 'file' })).statusCode, 204);
  const week = (await jakob('GET', '/api/v1/people/jakob@contoso.example/week?start=2026-11-30')).json();
  assert.deepEqual(
    week.events.map(({ start, partStat }: Record<string, string>) => [start, partStat]),
    [['2026-12-01T13:00:00.000Z', 'NEEDS-ACTION']],
  );
  const wrong = { ...answer, proposedTime: { ...proposedTime, end: '2026-12-01T13:00:00' } };
  assert.equal((await jakob('POST', `${event}/answer`, wrong)).json().error.code, 'end-before-start');
});

test('MEET-2 MEET-3 MEET-4 an invitation is delegated, forwarded and asked for again by its person alone', async (t) => {
  const { as, receive } = await open(t);
  const [mine, jakob] = [await as('johanna'), await as('jakob')];
  await receive(invitation({ uid: 'u1', to: 'johanna@contoso.example' }), 'johanna@contoso.example');
  const event = `${johanna}/events/u1`;
  const to = { address: 'petra@fabrikam.example', name: 'Petra' };
  assert.equal((await jakob('POST', `${event}/delegate`, { to })).statusCode, 403);
  assert.equal((await mine('POST', `${event}/refresh`)).statusCode, 204);
  assert.equal((await mine('POST', `${event}/forward`, { to: [{ address: 'eve@adatum.example' }] })).statusCode, 204);
  assert.equal((await mine('POST', `${event}/forward`, { to: [] })).statusCode, 400);
  assert.equal((await mine('POST', `${event}/delegate`, { to })).statusCode, 204);
  assert.equal((await mine('POST', `${event}/delegate`, { to })).json().error.code, 'already-invited');
  assert.equal((await mine('POST', `${johanna}/events/none/refresh`)).statusCode, 404);
});

test('MEET-5 history tells what can be undone and whom that tells; undo does it', async (t) => {
  const { as } = await open(t);
  const mine = await as('johanna');
  const { uid } = (await mine('POST', `${johanna}/events`, { ...draft, attendees: jakobInvited })).json();
  await mine('PATCH', `${johanna}/events/${uid}`, { location: 'Shed' });
  const { history, undo } = (await mine('GET', `${johanna}/events/${uid}/history`)).json();
  assert.deepEqual(
    history.map(({ what, calendar }: Record<string, string>) => [what, calendar]),
    [
      ['created', 'calendar'],
      ['changed', 'calendar'],
    ],
  );
  assert.deepEqual(undo, { entry: history[1].id, tells: ['jakob@contoso.example'] });
  const stale = await mine('POST', `${johanna}/events/${uid}/undo`, { entry: history[0].id });
  assert.deepEqual([stale.statusCode, stale.json().error.code], [409, 'changed-since']);
  const undone = await mine('POST', `${johanna}/events/${uid}/undo`, { entry: history[1].id });
  assert.deepEqual(undone.json(), { undone: 'changed', told: ['jakob@contoso.example'] });
  assert.equal((await mine('GET', `${johanna}/events/nothing/history`)).statusCode, 404);
  const other = await as('jakob');
  assert.equal((await other('GET', `${johanna}/events/${uid}/history`)).statusCode, 403);
  assert.equal((await other('POST', `${johanna}/events/${uid}/undo`, {})).statusCode, 403);
});

test('SHARE-20 a colleague reaches the calendars that were shared with her, and no other', async (t) => {
  const { as, hub, store, person } = await open(t);
  const [ownerId, jakobId] = [person('johanna').id, person('jakob').id];
  const calendar = { id: `${ownerId}/garden`, ownerId, slug: 'garden', name: 'Garden', change: 0 };
  await store.commit([{ type: 'putCalendar', calendar }]);
  const [mine, jakob] = [await as('johanna'), await as('jakob')];
  await mine('POST', `${johanna}/events`, { ...draft, summary: 'Secret' });
  const week = async () => {
    const answer = await jakob('GET', `${johanna}/week?start=2026-11-30`);
    return answer.statusCode === 200
      ? answer.json().events.map(({ title }: { title: string }) => title)
      : answer.statusCode;
  };
  assert.equal(await week(), 403);
  await hub.share(ownerId, jakobId, 'write', { calendar: 'garden' });
  assert.deepEqual(await week(), []);
  assert.equal((await jakob('POST', `${johanna}/events`, draft)).json().error.code, 'not-shared');
  assert.equal((await jakob('POST', `${johanna}/events?calendar=garden`, draft)).statusCode, 201);
  assert.deepEqual(await week(), ['Plan']);
  const invited = { ...draft, attendees: [{ address: 'petra@fabrikam.example' }] };
  const refused = await jakob('POST', `${johanna}/events?calendar=garden`, invited);
  assert.deepEqual([refused.statusCode, refused.json().error.code], [403, 'not-delegate']);
});
