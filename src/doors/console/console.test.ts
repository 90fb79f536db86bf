import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../platform/log.ts';
import { createHttpServer } from '../http/server.ts';
import { registerConsole } from './console.ts';

async function open(t: { after(end: () => unknown): void }) {
  const root = await mkdtemp(join(tmpdir(), 'passerelle-console-'));
  const app = createHttpServer({ log: silentLog, host: '127.0.0.1' });
  await registerConsole(app, { root });
  t.after(async () => {
    await app.close();
    await rm(root, { recursive: true });
  });
  return { app, root };
}

test('CONSOLE-1 without a build the page says how to build; nothing else suffers', async (t) => {
  const { app } = await open(t);
  const page = await app.inject({ url: '/', headers: { accept: 'text/html' } });
  assert.equal(page.statusCode, 503);
  assert.match(page.body, /npm run build:console/);
  assert.equal((await app.inject('/api/v1/nothing')).json().error.code, 'not-found');
});

test('CONSOLE-2 each page gets a nonce of its own for its styles, and no address of another door is a page', async (t) => {
  const { app, root } = await open(t);
  await writeFile(join(root, 'index.html'), '<meta nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>');
  const nonces = new Set<string>();
  for (const url of ['/', '/week/johanna@contoso.example', '/trace?x=1']) {
    const page = await app.inject({ url, headers: { accept: 'text/html' } });
    assert.equal(page.statusCode, 200);
    const nonce = /nonce="([^"]+)"/.exec(page.body)?.[1] ?? '';
    assert.ok(String(page.headers['content-security-policy']).includes(`style-src 'self' 'nonce-${nonce}'`));
    nonces.add(nonce);
  }
  assert.equal(nonces.size, 3);
  for (const url of ['/assets/gone.js', '/dav/x/y', '/api/v1/x']) {
    assert.equal((await app.inject({ url, headers: { accept: '*/*' } })).statusCode, 404, url);
  }
  assert.equal((await app.inject({ method: 'POST', url: '/trace' })).statusCode, 404);
});
