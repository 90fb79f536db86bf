import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { buildProgram } from './program.ts';
import type { Settings } from './settings.ts';

class Ended extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`ended with ${code}`);
    this.code = code;
  }
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string;
  readonly type: string;
  readonly body: string;
}

/** A hub that gives one answer and remembers what it was asked. */
async function fakeHub(t: TestContext, status: number, answer: unknown) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { authorization = '', 'content-type': type = '' } = request.headers;
      const body = Buffer.concat(pieces).toString();
      asked.push({ method: request.method ?? '', url: request.url ?? '', authorization, type, body });
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, url };
}

function dataDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'passerelle-cli-'));
  t.after(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'local-admin'), 'sesame\n');
  return directory;
}

async function command(args: readonly string[], environment: Record<string, string> = {}) {
  const said = { out: '', err: '', code: 0, started: undefined as Settings | undefined };
  const program = buildProgram(
    {
      async start(settings) {
        said.started = settings;
      },
    },
    {
      environment,
      print: (text) => {
        said.out += text;
      },
      complain: (text) => {
        said.err += text;
      },
      exit: (code) => {
        throw new Ended(code);
      },
      colour: false,
    },
  );
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (ended) {
    if (!(ended instanceof Ended)) throw ended;
    said.code = ended.code;
  }
  return said;
}

const step = (id: string, state: string) => ({
  ...{ id, title: `Step ${id}`, state, reversible: true, why: 'because', touches: [], detail: [], resources: [] },
});

test('CONF-22 apply puts the file to the hub that it names, with the local credential, and tells each step as it comes', async (t) => {
  const lines = [
    { kind: 'phase', phase: 'rules' },
    { kind: 'resource', key: 'hub/x', title: 'Rule x', state: 'done', detail: [] },
    { result: { change: 4, steps: [step('S6', 'manual')] } },
  ];
  const hub = await fakeHub(
    t,
    200,
    lines
      .map((line) => JSON.stringify(line))
      .join('\n')
      .concat('\n'),
  );
  const data = dataDirectory(t);
  const file = join(data, 'connection.yaml');
  const yaml = `organisation: Contoso Landscaping\nhub: { kind: passerelle, url: ${hub.url} }\n`;
  writeFileSync(file, yaml);
  const said = await command(['apply', file, '--data', data, '--only', 'jo@contoso.example', '--yes-many']);
  assert.equal(said.code, 0, said.err);
  assert.deepEqual(hub.asked, [
    {
      method: 'PUT',
      url: '/api/v1/connection?only=jo%40contoso.example&yesMany=true',
      authorization: 'Bearer sesame',
      type: 'text/yaml',
      body: yaml,
    },
  ]);
  assert.match(said.out, /^done +Rule x\n/);
  assert.match(said.out, /manual +S6 +Step S6\n[\s\S]*applied\n$/);
});

test('CONF-24 an apply that left a step blocked ends with 1, and so does one that broke off', async (t) => {
  const data = dataDirectory(t);
  const file = join(data, 'connection.yaml');
  writeFileSync(file, 'organisation: Contoso Landscaping\n');
  const blocked = await fakeHub(
    t,
    200,
    `${JSON.stringify({ result: { change: 4, steps: [step('S6', 'blocked')] } })}\n`,
  );
  const said = await command(['apply', file, '--data', data, '--url', blocked.url]);
  assert.equal(said.code, 1);
  assert.match(said.err, /not applied: S6/);
  const broken = await fakeHub(t, 200, `${JSON.stringify({ kind: 'phase', phase: 'rules' })}\n`);
  const half = await command(['apply', file, '--data', data, '--url', broken.url]);
  assert.equal(half.code, 1);
  assert.match(half.err, /run it again/);
});

test('CONF-22 a refused apply ends with 1 and says where', async (t) => {
  const details = [{ where: 'line 3, people.0.address', message: 'expected an address of contoso.example' }];
  const hub = await fakeHub(t, 422, { error: { code: 'invalid', message: 'The connection has a fault', details } });
  const data = dataDirectory(t);
  const file = join(data, 'connection.yaml');
  writeFileSync(file, 'organisation: Contoso Landscaping\n');
  const said = await command(['apply', file, '--data', data, '--url', hub.url]);
  assert.equal(said.code, 1);
  assert.match(said.err, /line 3, people\.0\.address: expected an address of contoso\.example/);
});

test('CONF-23 trace --json prints one object a line and asks for what was filtered', async (t) => {
  const record = {
    at: 0,
    direction: 'in',
    sender: 'a@fabrikam.example',
    recipient: 'johanna@contoso.example',
    decision: 'drop',
    effect: 'by nature',
    messageId: '<1@fabrikam.example>',
  };
  const hub = await fakeHub(t, 200, { records: [record, { ...record, at: 1 }] });
  const port = new URL(hub.url).port;
  const args = ['trace', '--message-id', '<1@fabrikam.example>', '--limit', '7', '--json', '--data', dataDirectory(t)];
  const said = await command(args, { PASSERELLE_HTTP_PORT: port });
  assert.deepEqual(
    said.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).at),
    [0, 1],
  );
  assert.equal(hub.asked[0]?.url, '/api/v1/trace?limit=7&messageId=%3C1%40fabrikam.example%3E');
});

test('CONF-23 app-password create --json prints the password and nothing else', async (t) => {
  const hub = await fakeHub(t, 201, { password: 'abcd-efgh', id: '1' });
  const args = ['app-password', 'create', 'johanna@contoso.example', '--json', '--url', hub.url];
  const said = await command(args, { PASSERELLE_DATA: dataDirectory(t) });
  assert.equal(said.out, '{"password":"abcd-efgh"}\n');
  assert.deepEqual(JSON.parse(hub.asked[0]?.body ?? ''), { address: 'johanna@contoso.example', name: 'command line' });
});

test('CONF-23 admin create prints a sign-in link', async (t) => {
  const hub = await fakeHub(t, 201, { url: 'http://127.0.0.1/sign-in#token=x' });
  const said = await command(['admin', 'create', 'it@contoso.example', '--url', hub.url, '--data', dataDirectory(t)]);
  assert.equal(said.out, 'http://127.0.0.1/sign-in#token=x\n');
});

test('FILL-6 import sends the file, names what was left out, and prints the report with --json', async (t) => {
  const report = {
    imported: 2,
    updated: 0,
    unchanged: 1,
    problems: [{ line: 8, uid: 'bad', code: 'no-start', where: 'DTSTART' }],
  };
  const hub = await fakeHub(t, 200, report);
  const data = dataDirectory(t);
  const file = join(data, 'old.ics');
  writeFileSync(file, 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n');
  const args = ['import', 'johanna@contoso.example', file, '--url', hub.url, '--data', data];
  const said = await command(args);
  assert.equal(said.out, 'line 8, bad: no-start (DTSTART)\n2 imported, 0 updated, 1 unchanged, 1 left out\n');
  assert.equal(hub.asked[0]?.url, '/api/v1/people/johanna%40contoso.example/import');
  assert.equal(hub.asked[0]?.type, 'text/calendar');
  assert.deepEqual(JSON.parse((await command([...args, '--json'])).out), report);
  assert.equal((await command(['import', 'johanna@contoso.example', '/nowhere.ics'])).code, 2);
});

test('SHARE-9 share grants, revokes and lists rights to a calendar', async (t) => {
  const given = [{ address: 'jakob@contoso.example', calendar: 'calendar', right: 'delegate', privateToo: true }];
  const hub = await fakeHub(t, 200, { given, received: [] });
  const flags = ['--url', hub.url, '--data', dataDirectory(t)];
  const pair = ['johanna@contoso.example', 'jakob@contoso.example'];
  const granted = await command(['share', 'grant', ...pair, 'delegate', '--private-too', ...flags]);
  assert.equal(granted.code, 0, granted.err);
  assert.deepEqual(JSON.parse(hub.asked[0]?.body ?? ''), { right: 'delegate', calendar: 'calendar', privateToo: true });
  await command(['share', 'revoke', ...pair, ...flags]);
  const listed = await command(['share', 'list', 'johanna@contoso.example', ...flags]);
  assert.match(listed.out, /to +jakob@contoso\.example +calendar +delegate, private too/);
  const shares = '/api/v1/people/johanna%40contoso.example/shares';
  assert.deepEqual(
    hub.asked.map(({ method, url }) => `${method} ${url}`),
    [
      `PUT ${shares}/jakob%40contoso.example`,
      `DELETE ${shares}/jakob%40contoso.example?calendar=calendar`,
      `GET ${shares}`,
    ],
  );
});

test('CONF-24 wrong usage ends with 2: unknown command, unknown option, missing argument, no such file', async () => {
  for (const args of [['transmogrify'], ['status', '--loud'], ['apply'], ['apply', '/nowhere/connection.yaml'], []]) {
    const said = await command(args);
    assert.equal(said.code, 2, `passerelle ${args.join(' ')}: ${said.err}`);
  }
});

test('CONF-24 a hub that is not there, or a credential that is not there, ends with 1 and a hint', async (t) => {
  const said = await command(['status', '--url', 'http://127.0.0.1:9', '--data', dataDirectory(t)]);
  assert.equal(said.code, 1);
  assert.match(said.err, /no hub answers at http:\/\/127\.0\.0\.1:9: is it running\?/);
  const without = await command(['status', '--url', 'http://127.0.0.1:9', '--data', '/nowhere']);
  assert.equal(without.code, 1);
  assert.match(without.err, /--data or PASSERELLE_DATA/);
});

test('CONF-25 the credential never leaves the machine in the clear', async (t) => {
  const said = await command(['status', '--url', 'http://hub.contoso.example', '--data', dataDirectory(t)]);
  assert.equal(said.code, 1);
  assert.match(said.err, /https only/);
});

test('CONF-26 start hands typed settings over; npm start chooses the sample only where nothing is configured', async (t) => {
  const empty = join(dataDirectory(t), 'fresh');
  assert.equal((await command(['start', '--data', empty])).started?.sample, false);
  assert.equal((await command(['start', '--sample-when-empty', '--data', empty])).started?.sample, true);
  // What the sample itself filled starts as the sample again.
  assert.equal((await command(['start', '--sample-when-empty', '--data', empty])).started?.sample, true);
  assert.equal((await command(['start', '--sample-when-empty', '--data', dataDirectory(t)])).started?.sample, false);
  const wrong = await command(['start', '--config', '/nowhere.yaml']);
  assert.equal(wrong.code, 2);
  assert.equal(wrong.started, undefined);
});

test('CONF-23 token and client create --json print what the hub made and nothing else', async (t) => {
  const hub = await fakeHub(t, 201, {
    token: 'bearer',
    tenant: 'guid',
    clientId: 'id',
    clientSecret: 'secret',
    thumbprint: 'x5t',
  });
  const data = dataDirectory(t);
  const args = ['--json', '--url', hub.url, '--data', data];
  assert.equal((await command(['token', 'create', 'johanna@contoso.example', ...args])).out, '{"token":"bearer"}\n');
  const client = await command(['client', 'create', 'sync', ...args]);
  assert.deepEqual(JSON.parse(client.out), { tenant: 'guid', clientId: 'id', clientSecret: 'secret' });
  const certificate = join(data, 'client.pem');
  writeFileSync(certificate, 'PEM');
  const registered = await command(['client', 'certificate', 'id', certificate, ...args]);
  assert.equal(registered.out, '{"thumbprint":"x5t"}\n');
  assert.deepEqual(
    hub.asked.map(({ url }) => url),
    ['/api/v1/tokens', '/api/v1/clients', '/api/v1/clients/id/certificates'],
  );
});
