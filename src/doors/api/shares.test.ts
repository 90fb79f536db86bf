import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { CalendarRight } from '../../directory/calendarAccess.ts';
import { openHub, review } from '../http/hub.fixture.ts';
import { registerApi } from './api.ts';

const johanna = '/api/v1/people/johanna@contoso.example';
const week = `${johanna}/week?start=2026-11-23`;

async function open(t: TestContext) {
  const parts = await openHub(t);
  await registerApi(parts.app, parts);
  const signIn = async (personId: string) => {
    const token = await parts.credentials.createSignInLink('person', personId);
    const answer = await parts.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });
    return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
  };
  const ask = async (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, headers: object, payload?: object) =>
    parts.app.inject({ method, url, headers: { ...headers }, ...(payload && { payload }) });
  const give = (right: CalendarRight, privateToo = false) =>
    parts.hub.store.commit([
      {
        type: 'putShare',
        share: { calendarId: 'id-johanna/calendar', personId: 'id-jakob', right, privateToo },
        at: 1,
      },
    ]);
  return { ...parts, ask, signIn, give };
}

test('SHARE-8 a colleague’s week opens as far as the right goes', async (t) => {
  const { ask, signIn, give, file } = await open(t);
  await file('one', review);
  await file('two', ['SUMMARY:Doctor', 'CLASS:PRIVATE', 'DTSTART:20261125T090000Z', 'DTEND:20261125T100000Z']);
  const jakob = await signIn('id-jakob');
  const titles = async () => {
    const answer = await ask('GET', week, jakob);
    return answer.statusCode === 200
      ? answer.json().events.map((event: { title: string }) => event.title)
      : answer.statusCode;
  };
  assert.equal(await titles(), 403);
  await give('freeBusy');
  assert.deepEqual(await titles(), ['Busy', 'Busy']);
  await give('read');
  assert.deepEqual(await titles(), ['Garden review <plans & costs>', 'Busy']);
  await give('read', true);
  assert.deepEqual(await titles(), ['Garden review <plans & costs>', 'Doctor']);
});

test('SHARE-7 of taken time nothing is told but the time', async (t) => {
  const { ask, signIn, give, file } = await open(t);
  await file('one', [...review, 'LOCATION:Orangerie', 'DESCRIPTION:secret']);
  await give('freeBusy');
  const answer = await ask('GET', week, await signIn('id-jakob'));
  const [event] = answer.json().events;
  assert.deepEqual([event.start, event.end], ['2026-11-24T09:00:00.000Z', '2026-11-24T10:00:00.000Z']);
  assert.doesNotMatch(JSON.stringify(event), /Garden|Orangerie|secret|olga|partStat/);
});

test('SHARE-8 who acts on a colleague’s calendar is named to the hub, which decides', async (t) => {
  const { ask, signIn, give, asked } = await open(t);
  await give('delegate');
  const draft = { summary: 'Plan', start: '2026-11-24T09:00:00', end: '2026-11-24T10:00:00', timeZone: 'Europe/Paris' };
  assert.equal((await ask('POST', `${johanna}/events`, await signIn('id-jakob'), draft)).statusCode, 201);
  assert.deepEqual([asked[0]?.[1], asked[0]?.[3]], ['id-johanna', 'id-jakob']);
  assert.equal((await ask('POST', `${johanna}/events`, await signIn('id-johanna'), draft)).statusCode, 201);
  assert.deepEqual([asked[1]?.[1], asked[1]?.[3]], ['id-johanna', undefined]);
});

test('FILL-7 a file of any size up to 32 MiB is taken, of its own person only', async (t) => {
  const { app, signIn, asked } = await open(t);
  const send = async (headers: object, payload: string) => {
    const answer = await app.inject({
      method: 'POST',
      url: `${johanna}/import`,
      headers: { 'content-type': 'text/calendar', ...headers },
      payload,
    });
    return answer.statusCode;
  };
  const big = 'X'.repeat(3 * 1024 * 1024);
  assert.equal(await send({}, big), 401);
  assert.equal(await send(await signIn('id-jakob'), big), 403);
  assert.equal(await send(await signIn('id-johanna'), big), 200);
  assert.deepEqual(asked, [['import', 'id-johanna', big]]);
  assert.equal(await send(await signIn('id-johanna'), 'X'.repeat(33 * 1024 * 1024)), 413);
});

test('SHARE-6 rights are given, listed and taken back by the owner alone', async (t) => {
  const { ask, signIn, give, asked } = await open(t);
  const [owner, other] = [await signIn('id-johanna'), await signIn('id-jakob')];
  const share = `${johanna}/shares/jakob@contoso.example`;
  assert.equal((await ask('PUT', share, other, { right: 'delegate' })).statusCode, 403);
  assert.equal((await ask('PUT', share, owner, { right: 'everything' })).statusCode, 400);
  assert.equal(
    (await ask('PUT', `${johanna}/shares/tomislav@contoso.example`, owner, { right: 'read' })).statusCode,
    404,
  );
  assert.equal((await ask('PUT', share, owner, { right: 'delegate' })).statusCode, 204);
  const options = { calendar: 'calendar', privateToo: false };
  assert.deepEqual(asked, [['share', 'id-johanna', 'id-jakob', 'delegate', options]]);
  await give('delegate');
  const right = { calendar: 'calendar', right: 'delegate', privateToo: false };
  assert.deepEqual((await ask('GET', `${johanna}/shares`, owner)).json(), {
    given: [{ address: 'jakob@contoso.example', ...right }],
    received: [],
  });
  assert.deepEqual((await ask('GET', '/api/v1/people/jakob@contoso.example/shares', other)).json(), {
    given: [],
    received: [{ address: 'johanna@contoso.example', ...right }],
  });
  assert.equal((await ask('DELETE', share, owner)).statusCode, 204);
  assert.deepEqual(asked[1], ['unshare', 'id-johanna', 'id-jakob', { calendar: 'calendar' }]);
});
