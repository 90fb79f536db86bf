import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Role, reaches } from '../../pipeline/signIn/stage.ts';
import { silentLog } from '../../platform/log.ts';
import { openHub } from '../http/hub.fixture.ts';
import { createHttpServer } from '../http/server.ts';
import { registerApi } from './api.ts';
import { guardRoutes, type Needs } from './needs.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Declared {
  readonly method: Method;
  readonly url: string;
  readonly needs: Needs;
}

const roles: readonly Role[] = ['person', 'helpdesk', 'administrator'];

async function open(t: TestContext) {
  const parts = await openHub(t);
  const routes: Declared[] = [];
  parts.app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.needs && method !== 'HEAD') routes.push({ method: method as Method, url, needs: config.needs });
  });
  await registerApi(parts.app, parts);
  const cookies = new Map<Role | 'nobody', string>([['nobody', '']]);
  for (const role of roles) {
    const link = await parts.credentials.createSignInLink(role, 'id-johanna');
    cookies.set(role, `passerelle_session=${await parts.credentials.redeem(link)}`);
  }
  const ask = async ({ method, url }: Declared, role: Role | 'nobody', remoteAddress = '127.0.0.1') => {
    const path = url.replace(':address', 'johanna@contoso.example').replaceAll(/:\w+/g, 'x');
    const cookie = cookies.get(role);
    const { app } = parts;
    const answer = await app.inject({ method, url: path, remoteAddress, headers: cookie ? { cookie } : {} });
    return { status: answer.statusCode, code: answer.json().error?.code };
  };
  return { routes, ask };
}

test('API-11 every route says whom it is for, and refuses whoever is less before it reads anything', async (t) => {
  const { routes, ask } = await open(t);
  assert.ok(routes.length > 40);
  for (const route of routes) {
    const { role } = route.needs;
    const name = `${route.method} ${route.url}`;
    if (role === 'anyone') continue;
    assert.deepEqual(await ask(route, 'nobody'), { status: 401, code: 'not-signed-in' }, name);
    for (const lesser of roles.filter((one) => !reaches(one, role))) {
      assert.deepEqual(await ask(route, lesser), { status: 403, code: `not-${role}` }, `${name} as ${lesser}`);
    }
  }
});

test('API-11 what changes things for all is the administrator’s, what shows them the helpdesk’s', async (t) => {
  const { routes } = await open(t);
  const of = (role: Needs['role']) =>
    routes
      .filter(({ needs }) => needs.role === role)
      .map(({ method, url }) => `${method} ${url.slice('/api/v1'.length)}`);
  assert.deepEqual(of('helpdesk'), ['GET /status']);
  for (const route of [
    'PUT /connection',
    'POST /clients',
    'POST /connector-passwords',
    'GET /audit',
    'GET /accounts',
  ]) {
    assert.ok(of('administrator').includes(route), route);
  }
  assert.deepEqual(
    routes.filter(({ needs }) => needs.open).map(({ url }) => url),
    ['/api/v1/openapi.json', '/api/v1/session'],
  );
});

test('API-12 no credential is taken in the clear from another machine, by whichever route', async (t) => {
  const { routes, ask } = await open(t);
  for (const route of routes.filter(({ needs }) => !needs.open)) {
    const expected = { status: 403, code: 'tls-needed' };
    assert.deepEqual(await ask(route, 'administrator', '192.0.2.7'), expected, `${route.method} ${route.url}`);
  }
});

test('API-11 a route that does not say it is not registered', async () => {
  const app = createHttpServer({ log: silentLog, host: '127.0.0.1' });
  await assert.rejects(async () => {
    await app.register(async (scope) => {
      guardRoutes(scope, { admit: async () => undefined });
      scope.get('/forgotten', async () => 'open to all');
    });
  }, /GET \/forgotten does not say whom it is for/);
  await app.close();
});

test('API-13 the helpdesk reads everybody’s trace and her own week, and nobody else’s', async (t) => {
  const parts = await openHub(t);
  await registerApi(parts.app, parts);
  const link = await parts.credentials.createSignInLink('helpdesk', 'id-jakob');
  const cookie = `passerelle_session=${await parts.credentials.redeem(link)}`;
  const ask = (url: string, method: Method = 'GET') =>
    parts.app.inject({ method, url: `/api/v1${url}`, headers: { cookie } });
  await parts.hub.store.commit([
    {
      type: 'addTrace',
      records: [
        {
          ...{ id: 'a', at: 1, direction: 'in', messageId: '<1@fabrikam.example>', sender: 'olga@fabrikam.example' },
          ...{ recipient: 'johanna@contoso.example', size: 1, peer: '', rules: [], decision: 'file', effect: 'filed' },
          milliseconds: 1,
        },
      ],
    },
  ]);
  assert.equal((await ask('/trace')).json().records.length, 1);
  assert.equal((await ask('/status')).statusCode, 200);
  assert.equal((await ask('/people/jakob@contoso.example/week?start=2026-11-23')).statusCode, 200);
  assert.equal((await ask('/people/johanna@contoso.example/week?start=2026-11-23')).statusCode, 403);
  await parts.hold('held', 'id-johanna');
  assert.equal((await ask('/held')).json().held.length, 0);
});

test('API-14 a live trace ends when its session does', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const parts = await openHub(t);
  await registerApi(parts.app, parts);
  const token = await parts.credentials.redeem(await parts.credentials.createSignInLink('person', 'id-johanna'));
  const origin = await parts.app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${origin}/api/v1/trace/live`, { headers: { cookie: `passerelle_session=${token}` } });
  const reader = answer.body?.getReader();
  const next = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
  assert.match(await next(), /^retry/);
  t.mock.timers.tick(25_000);
  assert.match(await next(), /^: here/);
  await parts.credentials.endSession(token ?? '');
  t.mock.timers.tick(25_000);
  assert.equal(await next(), '');
  assert.equal(parts.watchers(), 0);
});
