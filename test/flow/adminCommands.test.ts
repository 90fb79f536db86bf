import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { buildProgram } from '../../src/cli/program.ts';
import { openSignIn } from './signIn.ts';

async function open(t: TestContext) {
  const parts = await openSignIn(t);
  const url = await parts.app.listen({ host: '127.0.0.1', port: 0 });
  writeFileSync(join(parts.dataDirectory, 'local-admin'), `${await parts.credentials.localAdmin()}\n`);
  async function command(...args: readonly string[]) {
    const said = { out: '', err: '', code: 0 };
    const program = buildProgram(
      { start: async () => undefined },
      {
        environment: {},
        colour: false,
        print: (text) => {
          said.out += text;
        },
        complain: (text) => {
          said.err += text;
        },
        exit: (code) => {
          said.code = code;
          throw new Error(`ended with ${code}`);
        },
      },
    );
    await program
      .parseAsync([...args, '--url', url, '--data', parts.dataDirectory], { from: 'user' })
      .catch((fault: unknown) => {
        if (said.code === 0) throw fault;
      });
    return said;
  }
  return { ...parts, command };
}

test('CONF-29 roles are given and listed on the command line, links made, and each is in the audit log', async (t) => {
  const { command, browser } = await open(t);
  assert.equal(
    (await command('admin', 'role', 'jakob@contoso.example', 'helpdesk')).out,
    'jakob@contoso.example  helpdesk\n',
  );
  assert.equal((await command('admin', 'role', 'jakob@contoso.example', 'owner')).code, 2);
  assert.equal((await command('admin', 'role', 'nobody@contoso.example', 'helpdesk')).code, 1);
  const link = await command('admin', 'create', 'johanna@contoso.example');
  const here = browser();
  assert.equal(await here.status('POST', '/session', { token: link.out.trim().split('#token=')[1] }), 204);
  assert.equal((await here.ask('GET', '/me')).json().role, 'administrator');
  assert.match((await command('admin', 'password-link', 'jakob@contoso.example')).out, /\/sign-in#password=\S{43}\n$/);
  assert.match((await command('admin', 'password-link', 'jakob@contoso.example', '--mail')).out, /^sent to the home/);
  const accounts = (await command('admin', 'list', '--json')).out.trim().split('\n');
  assert.deepEqual(
    accounts.map((line) => [JSON.parse(line).address, JSON.parse(line).role]),
    [
      ['jakob@contoso.example', 'helpdesk'],
      ['johanna@contoso.example', 'administrator'],
    ],
  );
  assert.equal((await command('admin', 'reset-factors', 'jakob@contoso.example')).code, 0);
  const { out } = await command('audit');
  assert.match(
    out,
    /command line {2}127\.0\.0\.1 {2}PUT \/api\/v1\/people\/:address\/role {2}jakob@contoso\.example\n {4}account of jakob@contoso\.example: – → \{"role":"helpdesk"/,
  );
  const records = (await command('audit', '--json', '--limit', '2')).out.trim().split('\n');
  assert.equal(records.length, 2);
  assert.ok(records.every((line) => JSON.parse(line).who.role === 'administrator'));
  assert.doesNotMatch(out, new RegExp(link.out.trim().split('#token=')[1] ?? 'no link'));
});
