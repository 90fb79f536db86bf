import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../platform/log.ts';
import { isInTheClear } from './host.ts';
import { createHttpServer } from './server.ts';

test('HTTP-7 a proxy is believed when it is on this machine or was named; nobody else is', async (t) => {
  const app = createHttpServer({ log: silentLog, host: '127.0.0.1', trustedProxies: ['192.0.2.0/24'] });
  app.get('/seen', async (request) => ({ ip: request.ip, clear: isInTheClear(request) }));
  t.after(() => app.close());
  const seen = async (remoteAddress: string, headers: Record<string, string> = {}) =>
    (await app.inject({ url: '/seen', remoteAddress, headers: { host: 'localhost', ...headers } })).json();
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
  assert.deepEqual(await seen('192.0.2.7', forwarded), { ip: '203.0.113.9', clear: false });
  assert.deepEqual(await seen('::ffff:192.0.2.7', forwarded), { ip: '203.0.113.9', clear: false });
  assert.deepEqual(await seen('127.0.0.1', forwarded), { ip: '203.0.113.9', clear: false });
  assert.deepEqual(await seen('198.51.100.7', forwarded), { ip: '198.51.100.7', clear: true });
  // What came in the clear to the proxy came in the clear.
  assert.deepEqual(await seen('192.0.2.7', { ...forwarded, 'x-forwarded-proto': 'http' }), {
    ip: '203.0.113.9',
    clear: true,
  });
  // Of a list that a peer began, what the proxy put last counts.
  const list = { ...forwarded, 'x-forwarded-for': '127.0.0.1, 203.0.113.9' };
  assert.deepEqual(await seen('192.0.2.7', list), { ip: '203.0.113.9', clear: false });
  assert.deepEqual(await seen('127.0.0.1'), { ip: '127.0.0.1', clear: false });
});
