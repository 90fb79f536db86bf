import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { TraceRecord } from '../../store/contract.ts';
import { openHub, review, weekly } from '../http/hub.fixture.ts';
import { registerApi } from './api.ts';

type InjectMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

async function open(t: TestContext) {
  const parts = await openHub(t);
  await registerApi(parts.app, parts);
  const admin = { authorization: `Bearer ${await parts.credentials.localAdmin()}` };
  const ask = (method: InjectMethod, url: string, headers: Record<string, string> = {}, payload?: object | string) =>
    parts.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  const signIn = async (role: 'administrator' | 'person', personId?: string) => {
    const token = await parts.credentials.createSignInLink(role, personId);
    const answer = await ask('POST', '/api/v1/session', {}, { token });
    return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
  };
  return { ...parts, admin, ask, signIn };
}

const record = (id: string, recipient: string): TraceRecord => ({
  id,
  at: 1,
  direction: 'in',
  messageId: '<1@fabrikam.example>',
  sender: 'olga@fabrikam.example',
  recipient,
  size: 1,
  peer: '127.0.0.1',
  rules: [],
  decision: 'file',
  effect: 'filed tentative',
  milliseconds: 1,
});

test('API-1 without a credential, with a wrong one, or a used session nothing is told', async (t) => {
  const { ask } = await open(t);
  for (const url of [
    '/status',
    '/trace',
    '/people',
    '/held',
    '/me',
    '/people/johanna@contoso.example/week?start=2026-11-23',
    '/trace/live',
  ]) {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { cookie: 'passerelle_session=wrong' }]) {
      const answer = await ask('GET', `/api/v1${url}`, headers as Record<string, string>);
      assert.equal(answer.statusCode, 401, url);
      assert.equal(answer.json().error.code, 'not-signed-in');
    }
  }
});

test('API-2 a sign-in link works once, its cookie is for no script, and signing out ends it', async (t) => {
  const { ask, credentials } = await open(t);
  const token = await credentials.createSignInLink('administrator');
  const answer = await ask('POST', '/api/v1/session', {}, { token });
  assert.equal(answer.statusCode, 204);
  assert.match(String(answer.headers['set-cookie']), /HttpOnly; SameSite=Strict/);
  assert.equal((await ask('POST', '/api/v1/session', {}, { token })).statusCode, 403);
  const cookie = { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
  assert.deepEqual((await ask('GET', '/api/v1/me', cookie)).json(), {
    role: 'administrator',
    organisation: 'Contoso Landscaping',
  });
  assert.equal((await ask('DELETE', '/api/v1/session', cookie)).statusCode, 204);
  assert.equal((await ask('GET', '/api/v1/me', cookie)).statusCode, 401);
});

test('API-3 a person reaches her own things and nobody else’s', async (t) => {
  const { ask, signIn, hold, asked } = await open(t);
  const johanna = await signIn('person', 'id-johanna');
  await hold('for-johanna', 'id-johanna');
  await hold('for-jakob', 'id-jakob');
  const status = async (method: InjectMethod, url: string, body?: object) =>
    (await ask(method, `/api/v1${url}`, johanna, body)).statusCode;
  assert.equal(await status('GET', '/people/jo%40contoso.example/week?start=2026-11-23'), 200);
  assert.equal(await status('GET', '/people/jakob@contoso.example/week?start=2026-11-23'), 403);
  assert.equal(await status('GET', '/people/nobody@contoso.example/week?start=2026-11-23'), 403);
  assert.equal(await status('POST', '/app-passwords', { address: 'jakob@contoso.example' }), 403);
  assert.equal(await status('POST', '/app-passwords', { address: 'johanna@contoso.example' }), 201);
  assert.equal(await status('POST', '/sign-in-links', { role: 'administrator' }), 403);
  assert.equal(await status('GET', '/status'), 403);
  assert.deepEqual(
    (await ask('GET', '/api/v1/held', johanna)).json().held.map(({ id }: { id: string }) => id),
    ['for-johanna'],
  );
  assert.equal(await status('POST', '/held/for-jakob', { decision: 'file' }), 404);
  assert.equal(await status('POST', '/held/for-johanna', { decision: 'file' }), 204);
  assert.deepEqual(asked, [['settleHeld', 'for-johanna', 'file']]);
  assert.equal((await ask('GET', '/api/v1/people', johanna)).json().people.length, 1);
});

test('ROOM-7 a delegate sees and decides what waits for her room; others do not', async (t) => {
  const { ask, signIn, hold, asked } = await open(t);
  await hold('for-the-room', 'id-greenhouse');
  const seen = async (who: Record<string, string>): Promise<string[]> =>
    (await ask('GET', '/api/v1/held', who)).json().held.map(({ id }: { id: string }) => id);
  const [jakob, johanna] = [await signIn('person', 'id-jakob'), await signIn('person', 'id-johanna')];
  assert.deepEqual(await seen(jakob), ['for-the-room']);
  assert.deepEqual(await seen(johanna), []);
  const decide = (who: Record<string, string>) => ask('POST', '/api/v1/held/for-the-room', who, { decision: 'file' });
  assert.equal((await decide(johanna)).statusCode, 404);
  assert.equal((await decide(jakob)).statusCode, 204);
  assert.deepEqual(asked, [['settleHeld', 'for-the-room', 'file']]);
  assert.equal(
    (await ask('GET', '/api/v1/people/greenhouse@contoso.example/week?start=2026-11-23', jakob)).statusCode,
    200,
  );
  assert.equal(
    (await ask('GET', '/api/v1/people/greenhouse@contoso.example/week?start=2026-11-23', johanna)).statusCode,
    403,
  );
});

test('API-3 a person who left is nobody, whatever her session', async (t) => {
  const { ask, signIn } = await open(t);
  assert.equal((await ask('GET', '/api/v1/me', await signIn('person', 'id-tomislav'))).statusCode, 401);
});

test('API-4 a connection is applied by the administrator only, and a refusal says where', async (t) => {
  const { ask, admin, signIn, asked } = await open(t);
  const yaml = { 'content-type': 'text/yaml' };
  const refused = await ask(
    'PUT',
    '/api/v1/connection',
    { ...(await signIn('person', 'id-johanna')), ...yaml },
    'x: 1',
  );
  assert.equal(refused.statusCode, 403);
  assert.equal(asked.length, 0);
  const applied = await ask('PUT', '/api/v1/connection', { ...admin, ...yaml }, 'organisation: Contoso');
  assert.deepEqual(applied.json(), { change: 2, steps: [] });
  const told = await ask(
    'PUT',
    '/api/v1/connection?only=jo@contoso.example&yesMany=true',
    { ...admin, ...yaml, accept: 'application/x-ndjson' },
    'organisation: Contoso',
  );
  assert.deepEqual(
    told.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [{ kind: 'phase', phase: 'domain' }, { result: { kind: 'applied', change: 2, steps: [] } }],
  );
  assert.deepEqual(asked.at(-1)?.[2], { only: ['jo@contoso.example'], yesMany: true });
  const wrong = await ask('PUT', '/api/v1/connection', { ...admin, ...yaml }, 'nonsense');
  assert.equal(wrong.statusCode, 422);
  assert.deepEqual(wrong.json().error.details, [{ where: 'line 1', message: 'expected organisation' }]);
});

test('API-5 the week shows each instance, in UTC, with the person’s own answer', async (t) => {
  const { ask, admin, file } = await open(t);
  await file('review', review);
  await file('weekly', weekly);
  const answer = await ask('GET', '/api/v1/people/johanna@contoso.example/week?start=2026-11-23', admin);
  const week = answer.json();
  // Midnight in Paris.
  assert.equal(week.start, '2026-11-22T23:00:00.000Z');
  assert.equal(week.end, '2026-11-29T23:00:00.000Z');
  assert.deepEqual(
    week.events.map((event: Record<string, unknown>) => [
      event.title,
      event.start,
      event.partStat,
      event.busy,
      event.role,
    ]),
    [
      ['Garden review <plans & costs>', '2026-11-24T09:00:00.000Z', 'NEEDS-ACTION', 'BUSY-TENTATIVE', 'attendee'],
      ['Weekly call', '2026-11-24T14:00:00.000Z', 'NEEDS-ACTION', 'BUSY', 'attendee'],
    ],
  );
  assert.equal((await ask('GET', '/api/v1/people/johanna@contoso.example/week?start=tomorrow', admin)).statusCode, 400);
});

test('API-6 what is written about an event reaches the pipeline; what is no event is refused by field', async (t) => {
  const { ask, admin, asked } = await open(t);
  const url = '/api/v1/people/johanna@contoso.example/events';
  const draft = {
    summary: 'Lunch',
    start: '2026-11-24T12:00:00',
    end: '2026-11-24T13:00:00',
    timeZone: 'Europe/Paris',
  };
  assert.deepEqual((await ask('POST', url, admin, draft)).json(), { uid: 'new' });
  assert.equal((await ask('PATCH', `${url}/a%2Fb@contoso.example`, admin, { summary: 'Late lunch' })).statusCode, 204);
  assert.equal((await ask('POST', `${url}/x/answer`, admin, { partStat: 'ACCEPTED' })).statusCode, 204);
  assert.equal((await ask('DELETE', `${url}/x`, admin)).statusCode, 204);
  assert.deepEqual(
    asked.map(([name, , uid]) => [name, typeof uid === 'string' ? uid : 'draft']),
    [
      ['createEvent', 'draft'],
      ['changeEvent', 'a/b@contoso.example'],
      ['answer', 'x'],
      ['cancelEvent', 'x'],
    ],
  );
  assert.deepEqual(asked[1]?.[3], { summary: 'Late lunch' });
  const wrong = await ask('POST', url, admin, { ...draft, attendees: [{ address: 7 }] });
  assert.equal(wrong.statusCode, 400);
  assert.equal(wrong.json().error.details[0].where, 'attendees[0].address');
});

test('API-7 the live trace tells a person of her own messages only, and ends with the server', async (t) => {
  const { app, signIn, publish, watchers } = await open(t);
  const headers = await signIn('person', 'id-johanna');
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${origin}/api/v1/trace/live`, { headers });
  assert.equal(answer.headers.get('content-type'), 'text/event-stream');
  assert.ok(answer.headers.get('content-security-policy'));
  assert.equal(watchers(), 1);
  publish([record('a', 'jakob@contoso.example'), record('b', 'Jo@contoso.example')]);
  let text = '';
  const reader = answer.body?.getReader();
  while (!text.includes('data:')) text += Buffer.from((await reader?.read())?.value ?? []).toString();
  assert.match(text, /"id":"b"/);
  assert.doesNotMatch(text, /jakob/);
  await app.close();
  assert.equal(watchers(), 0);
});

test('API-8 a person’s trace holds what was addressed to her, under each of her addresses', async (t) => {
  const { ask, signIn, admin, hub } = await open(t);
  const records = ['jakob@contoso.example', 'jo@contoso.example', 'johanna@contoso.example'].map((to, i) =>
    record(`${i}`, to),
  );
  await hub.store.commit([{ type: 'addTrace', records }]);
  const johanna = await signIn('person', 'id-johanna');
  const seen = async (query: string, headers: Record<string, string>) =>
    (await ask('GET', `/api/v1/trace${query}`, headers))
      .json()
      .records.map(({ id }: TraceRecord) => id)
      .sort();
  assert.deepEqual(await seen('', admin), ['0', '1', '2']);
  assert.deepEqual(await seen('', johanna), ['1', '2']);
  assert.deepEqual(await seen('?recipient=jakob@contoso.example', johanna), []);
});

test('API-9 supervisors are answered, and the API describes itself', async (t) => {
  const { ask, app } = await open(t);
  assert.equal((await ask('GET', '/healthz')).statusCode, 200);
  assert.equal((await ask('GET', '/readyz')).statusCode, 200);
  assert.match((await ask('GET', '/metrics')).body, /passerelle_decisions_total/);
  assert.equal((await app.inject({ url: '/metrics', remoteAddress: '192.0.2.1' })).statusCode, 401);
  const description = (await ask('GET', '/api/v1/openapi.json')).json();
  assert.ok(description.paths['/api/v1/people/{address}/week']);
});

test('API-10 a sign-in link names the host it was asked at, and signs that person in', async (t) => {
  const { ask, admin } = await open(t);
  const { url } = (
    await ask(
      'POST',
      '/api/v1/sign-in-links',
      { ...admin, host: 'localhost:8080' },
      { address: 'jakob@contoso.example', role: 'person' },
    )
  ).json();
  assert.match(url, /^http:\/\/localhost:8080\/sign-in#token=/);
  const answer = await ask('POST', '/api/v1/session', {}, { token: url.split('token=')[1] });
  const me = await ask('GET', '/api/v1/me', { cookie: String(answer.headers['set-cookie']) });
  assert.equal(me.json().person.address, 'jakob@contoso.example');
});
