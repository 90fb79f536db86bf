/** The command line against the real program: plan, apply, kill -9 on the way, apply again, undo. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sampleConnection } from '../../src/connection/sample.ts';
import { startPasserelle } from '../peers/passerelle.ts';
import { freePort } from '../peers/ports.ts';

interface Seen {
  readonly resources: readonly { readonly key: string; readonly kind: string; readonly value?: unknown }[];
}

test('CONF-40 killed with -9 while it applies, and again while it undoes, the program ends where it would have', {
  timeout: 600_000,
}, async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'passerelle-connection-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const ports = { data, httpPort: await freePort(), smtpPort: await freePort() };
  const file = join(data, 'connection.yaml');
  writeFileSync(file, sampleConnection({ homePort: 2526, hubUrl: `http://127.0.0.1:${ports.httpPort}` }));
  let hub = await startPasserelle(ports);
  t.after(() => hub.kill());
  const ask = async (method: string, path: string) => {
    const credential = readFileSync(join(data, 'local-admin'), 'utf8').trim();
    const answer = await fetch(`${hub.url}/api/v1/connection${path}`, {
      method,
      headers: { authorization: `Bearer ${credential}`, ...(path === '/undo' ? {} : { 'content-type': 'text/yaml' }) },
      ...(path === '/undo' ? {} : { body: readFileSync(file, 'utf8') }),
    });
    const body: unknown = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(body));
    return body;
  };
  const inspect = async () =>
    ((await ask('POST', '/inspect')) as Seen).resources
      .filter(({ key }) => !key.startsWith('hub/organizationCustomization'))
      .map(({ key, kind, value }) => `${key} ${kind} ${JSON.stringify(value)}`);
  const states = async () => {
    const { steps } = (await ask('POST', '/plan')) as { steps: { state: string }[] };
    return [...new Set(steps.map(({ state }) => state))].sort();
  };
  const untouched = await inspect();
  assert.ok((await states()).includes('todo'));

  await killAfter(hub, 'apply', file, data, 9);
  hub = await startPasserelle(ports);
  const applied = await hub.cli('apply', file);
  assert.equal(applied.code, 0, applied.err);
  assert.match(applied.out, /applied\n$/);
  assert.deepEqual(await states(), ['done', 'manual']);

  await killAfter(hub, 'undo', file, data, 6);
  hub = await startPasserelle(ports);
  const undone = await hub.cli('undo', file);
  assert.equal(undone.code, 0, undone.err);
  assert.match(undone.out, /undone: all is as it was\n$/);
  assert.deepEqual(await inspect(), untouched);
});

/** Kills the program when so many lines of progress have come, or the run has ended. */
async function killAfter(
  hub: Awaited<ReturnType<typeof startPasserelle>>,
  command: 'apply' | 'undo',
  file: string,
  data: string,
  lines: number,
): Promise<void> {
  const credential = readFileSync(join(data, 'local-admin'), 'utf8').trim();
  const answer = await fetch(`${hub.url}/api/v1/connection${command === 'undo' ? '/undo' : ''}`, {
    method: command === 'undo' ? 'POST' : 'PUT',
    headers: {
      authorization: `Bearer ${credential}`,
      accept: 'application/x-ndjson',
      ...(command === 'undo' ? {} : { 'content-type': 'text/yaml' }),
    },
    ...(command === 'undo' ? {} : { body: readFileSync(file, 'utf8') }),
  });
  assert.equal(answer.status, 200);
  const reader = answer.body?.getReader();
  let seen = 0;
  for (;;) {
    const piece = await reader?.read().catch(() => undefined);
    if (piece === undefined || piece.done) break;
    seen += Buffer.from(piece.value).toString('latin1').split('\n').length - 1;
    if (seen >= lines) break;
  }
  await hub.kill();
}
