import assert from 'node:assert/strict';
import { type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isNewEnough } from '../bin/runtime.js';

const launcher = join(import.meta.dirname, '..', 'bin', 'passerelle.js');

/** This Node, and the machine's own, which is often older. */
const nodes = [...new Set([process.execPath, '/usr/bin/node'])].filter((path) => existsSync(path));

test('CONF-27 Node 24.15 and later runs the program itself; anything older looks for the one brought along', () => {
  for (const version of ['24.15.0', '24.21.0', '25.0.0', '26.1.2']) assert.ok(isNewEnough(version), version);
  for (const version of ['18.19.0', '20.20.2', '22.22.2', '24.0.0', '24.14.9'])
    assert.ok(!isNewEnough(version), version);
});

for (const node of nodes) {
  test(`CONF-27 the launcher under ${node} ends as the program ends`, async () => {
    const { code, err } = await ended(node, [launcher, 'transmogrify'], {});
    assert.equal(code, 2);
    assert.match(err, /unknown command 'transmogrify'/);
  });

  test(`CONF-27 SIGTERM to the launcher under ${node} ends the hub cleanly`, async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'passerelle-launcher-'));
    t.after(() => rmSync(data, { recursive: true, force: true }));
    const env = environment(data);
    const { code, signal, out } = await ended(node, [launcher, 'start'], { env }, /^ready$/m);
    assert.deepEqual([code, signal], [0, null], out);
    // The hub has let go of its store: another can open it.
    const again = await ended(node, [launcher, 'start'], { env }, /^ready$/m);
    assert.equal(again.code, 0, again.err);
  });
}

test('CONF-27 SIGTERM to npm start ends the hub cleanly: no shell between them keeps it', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'passerelle-npm-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const options = { env: environment(data), cwd: join(import.meta.dirname, '..') };
  const { code, signal, out, err } = await ended('npm', ['start'], options, /^ready$/m);
  assert.deepEqual([code, signal], [0, null], `${out}${err}`);
  const again = await ended(process.execPath, [launcher, 'start'], options, /^ready$/m);
  assert.equal(again.code, 0, again.err);
});

function environment(data: string): NodeJS.ProcessEnv {
  const ports = { PASSERELLE_HTTP_PORT: '0', PASSERELLE_SMTP_PORT: '0', PASSERELLE_POP3_PORT: '0' };
  return { ...process.env, ...ports, PASSERELLE_DATA: data, PASSERELLE_LOG_LEVEL: 'warn' };
}

/** Runs a program to its end; sends SIGTERM once its output matches. */
function ended(program: string, args: readonly string[], options: SpawnOptions, stopAt?: RegExp) {
  return new Promise<{ code: number | null; signal: string | null; out: string; err: string }>((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    let stopped = false;
    child.stdout?.on('data', (piece: Buffer) => {
      out += piece;
      if (stopAt === undefined || stopped || !stopAt.test(out)) return;
      stopped = true;
      child.kill('SIGTERM');
    });
    child.stderr?.on('data', (piece: Buffer) => {
      err += piece;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}
