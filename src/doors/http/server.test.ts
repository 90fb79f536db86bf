import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { silentLog } from '../../platform/log.ts';
import { isAllowedHost, isLocalRequest } from './host.ts';
import { createHttpServer } from './server.ts';

function server(t: { after(end: () => unknown): void }) {
  const app = createHttpServer({ log: silentLog, host: '127.0.0.1', names: () => ['hub.contoso.example'] });
  app.get('/thing', async () => ({ ok: true }));
  app.post('/thing', async () => ({ ok: true }));
  app.get('/fault', async () => {
    throw new Error('the password is tulip');
  });
  t.after(() => app.close());
  return app;
}

test('HTTP-1 only its own names are answered: a re-pointed name is refused', async (t) => {
  const app = server(t);
  const status = async (host: string) => (await app.inject({ url: '/thing', headers: { host } })).statusCode;
  for (const host of ['127.0.0.1', 'localhost:8080', '[::1]:8080', 'hub.contoso.example', 'HUB.contoso.example:443']) {
    assert.equal(await status(host), 200, host);
  }
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    '10.0.0.1',
  ]) {
    assert.equal(await status(host), 421, host);
  }
});

test('HTTP-1 an address as Host is allowed where the connection really went there', () => {
  assert.equal(isAllowedHost('192.0.2.7:8080', '::ffff:192.0.2.7', []), true);
  assert.equal(isAllowedHost('192.0.2.8', '192.0.2.7', []), false);
  assert.equal(isAllowedHost(undefined, '192.0.2.7', []), false);
});

test('HTTP-1 a forwarded host is not believed in place of the real one', async (t) => {
  const headers = { host: 'evil.example', 'x-forwarded-host': 'localhost' };
  assert.equal((await server(t).inject({ url: '/thing', headers })).statusCode, 421);
});

test('HTTP-2 another site changes nothing; programs and our own pages do', async (t) => {
  const app = server(t);
  const post = async (headers: Record<string, string>) =>
    (await app.inject({ method: 'POST', url: '/thing', headers: { host: 'localhost:8080', ...headers } })).statusCode;
  assert.equal(await post({}), 200);
  assert.equal(await post({ origin: 'http://localhost:8080' }), 200);
  for (const origin of ['http://localhost:9999', 'https://evil.example', 'null'])
    assert.equal(await post({ origin }), 403, origin);
  assert.equal(await post({ 'sec-fetch-site': 'cross-site' }), 403);
  assert.equal(await post({ 'sec-fetch-site': 'same-site' }), 403);
});

test('HTTP-3 every answer carries the security headers, refusals too', async (t) => {
  const app = server(t);
  for (const host of ['localhost', 'evil.example']) {
    const { headers } = await app.inject({ url: '/thing', headers: { host } });
    assert.match(String(headers['content-security-policy']), /default-src 'self'.*frame-ancestors 'none'/);
    assert.doesNotMatch(String(headers['content-security-policy']), /unsafe/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
  }
});

test('HTTP-4 a fault says nothing of the inside', async (t) => {
  const answer = await server(t).inject('/fault');
  assert.equal(answer.statusCode, 500);
  assert.doesNotMatch(answer.body, /tulip/);
  assert.equal(answer.json().error.code, 'fault');
});

test('HTTP-5 a body beyond the limit is refused over a real socket', async (t) => {
  const app = server(t);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(address.port, '127.0.0.1');
    let text = '';
    socket.on('data', (piece) => {
      text += piece;
      if (text.includes('\r\n\r\n')) {
        socket.destroy();
        resolve(text);
      }
    });
    socket.on('error', reject);
    socket.write(
      'POST /thing HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{',
    );
  });
  assert.match(answer, /^HTTP\/1.1 413 /);
});

test('HTTP-6 a proxy on this machine that does not say for whom it speaks speaks for anybody', () => {
  const from = (ip: string, headers: Record<string, string>) => isLocalRequest({ ip, headers });
  assert.equal(from('127.0.0.1', {}), true);
  assert.equal(from('127.0.0.1', { 'x-forwarded-proto': 'https' }), false);
  assert.equal(from('127.0.0.1', { forwarded: 'proto=https' }), false);
  assert.equal(from('127.0.0.1', { 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' }), true);
  assert.equal(from('203.0.113.9', { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }), false);
});
