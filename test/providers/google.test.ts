import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Observed, type Provider, ProviderRefusal, type Wanted } from '../../src/connection/provider.ts';
import { scopes } from '../../src/connection/providers/google/api.ts';
import {
  connectGoogle,
  createGoogleProvider,
  type GoogleProviderOptions,
} from '../../src/connection/providers/google/provider.ts';
import { connectionFrom } from './connection.ts';
import { type Google, openGoogle } from './google.ts';

const home = (more = '') =>
  `{ kind: google-workspace, smartHost: 'aspmx.l.google.com:25', returnDomain: g.contoso.example, copiesFrom: [192.0.2.0/24], answers: answers@contoso.example${more} }`;
const credentials = { serviceAccount: 'file:/key.json', admin: 'admin@contoso.example' };
const connection = connectionFrom({
  home: home(", credentials: { serviceAccount: 'file:/key.json', admin: admin@contoso.example }"),
});

async function open(t: TestContext) {
  const google = await openGoogle(t);
  for (const scope of Object.values(scopes)) google.delegated.add(scope);
  const waits: number[] = [];
  let now = Date.now();
  google.now = () => now;
  const options = {
    home: { credentials, smartHost: 'aspmx.l.google.com:25' },
    probe: async () => ({ kind: 'silent' }),
    mail: { host: 'hub.contoso.example', port: 25 },
    sendingAddresses: ['192.0.2.9'],
    clock: { now: () => now },
    readSecret: () => google.key,
    wait: async (milliseconds: number) => void waits.push(milliseconds),
    chance: () => 0,
    endpoints: google.endpoints,
  } satisfies GoogleProviderOptions;
  const provider = createGoogleProvider(options);
  return { google, provider, options, waits, later: (seconds: number) => (now += seconds * 1000) };
}

async function look(provider: Provider, wanted: Wanted): Promise<Observed> {
  const observed = (await provider.read([wanted])).get(wanted.key);
  assert.ok(observed);
  return observed;
}

function wantedOf(provider: Provider, key: string): Wanted {
  const wanted = provider.want(connection).find((one) => one.key === key);
  assert.ok(wanted, key);
  return wanted;
}

const tokensAsked = (google: Google) => google.asked.filter((one) => one === 'POST /token').length;

test('CGOO-1 the return domain is added, proved by DNS, and removed again', async (t) => {
  const { google, provider } = await open(t);
  const alias = wantedOf(provider, 'google/domainAlias/g.contoso.example');
  const verified = wantedOf(provider, 'google/verified/g.contoso.example');
  assert.deepEqual(await look(provider, alias), { kind: 'absent' });
  await provider.write(alias.key, alias.value, { kind: 'absent' });
  assert.deepEqual(await look(provider, alias), { kind: 'there', value: alias.value, owner: 'unmarkable' });
  await provider.write(alias.key, alias.value, { kind: 'absent' });

  assert.deepEqual(await look(provider, verified), { kind: 'absent' });
  await assert.rejects(provider.write(verified.key, verified.value, { kind: 'absent' }), (thrown: unknown) => {
    assert.ok(thrown instanceof ProviderRefusal);
    assert.deepEqual([thrown.kind, thrown.code], ['pending', 'google.proof']);
    assert.equal(thrown.publish[0]?.name, 'g.contoso.example');
    assert.match(thrown.publish[0]?.value ?? '', /^google-site-verification=/);
    return true;
  });
  google.published.add('g.contoso.example');
  await provider.write(verified.key, verified.value, { kind: 'absent' });
  assert.deepEqual(await look(provider, verified), { kind: 'there', value: true, owner: 'unmarkable' });

  await provider.write(alias.key, undefined, await look(provider, alias));
  assert.equal(google.aliases.size, 0);
  await provider.write(alias.key, undefined, { kind: 'absent' });
});

test('CGOO-2 who has no mailbox at Google is named, over all pages', async (t) => {
  const { google, provider } = await open(t);
  google.users.push(
    { primaryEmail: 'Admin@contoso.example' },
    { primaryEmail: 'jakob@contoso.example', suspended: true },
    { primaryEmail: 'j.winter@contoso.example', aliases: ['Johanna@contoso.example'] },
  );
  const wanted = wantedOf(provider, 'google/users');
  assert.deepEqual(wanted.value, ['jakob@contoso.example', 'johanna@contoso.example']);
  assert.deepEqual(await look(provider, wanted), {
    kind: 'there',
    value: ['johanna@contoso.example'],
    owner: 'unmarkable',
  });
});

test('CGOO-3 a compliance rule that was typed is found by its name in the policies', async (t) => {
  const { google, provider } = await open(t);
  const answers = wantedOf(provider, 'google/rule/answers');
  assert.equal(answers.manual?.provedBy, 'reading');
  assert.deepEqual(await look(provider, answers), { kind: 'absent' });
  const name = answers.manual.values.find((value) => value.name === 'name')?.value;
  google.policies.push({
    name: 'policies/1',
    setting: {
      type: 'settings/gmail.content_compliance',
      value: { contentComplianceRules: [{ ruleId: 'r', description: name }] },
    },
  });
  assert.equal((await look(provider, answers)).kind, 'there');
  assert.deepEqual(await look(provider, wantedOf(provider, 'google/rule/notSpam')), { kind: 'absent' });
});

test('CGOO-4 one token serves all calls of its scope until it ends, or is refused', async (t) => {
  const { google, provider, later } = await open(t);
  const alias = wantedOf(provider, 'google/domainAlias/g.contoso.example');
  await Promise.all([look(provider, alias), look(provider, alias)]);
  assert.equal(tokensAsked(google), 1);
  google.revoke();
  assert.deepEqual(await look(provider, alias), { kind: 'absent' });
  assert.equal(tokensAsked(google), 2);
  later(3590);
  assert.deepEqual(await look(provider, alias), { kind: 'absent' });
  assert.equal(tokensAsked(google), 3);
});

test('CGOO-5 a busy Google is asked again a few times, as late as it says', async (t) => {
  const { google, provider, waits } = await open(t);
  const alias = wantedOf(provider, 'google/domainAlias/g.contoso.example');
  google.faults.push(
    { status: 429, retryAfter: '7' },
    { status: 503 },
    { status: 403, reason: 'userRateLimitExceeded' },
  );
  assert.deepEqual(await look(provider, alias), { kind: 'absent' });
  assert.deepEqual(waits, [7000, 2000, 4000]);
  for (let fault = 0; fault < 4; fault++) google.faults.push({ status: 500, body: '<html>error</html>' });
  const observed = await look(provider, alias);
  assert.equal(observed.kind, 'pending');
  assert.equal(google.faults.length, 0);
  google.faults.push({ status: 429, retryAfter: '86400' });
  await look(provider, alias);
  assert.equal(waits.at(-1), 30_000);
});

test('CGOO-6 what Google does not allow is unreadable, says which scopes are needed, and shows no secret', async (t) => {
  const { google, provider, options } = await open(t);
  const alias = wantedOf(provider, 'google/domainAlias/g.contoso.example');
  google.delegated.delete(scopes.domains);
  const undelegated = await look(provider, alias);
  assert.equal(undelegated.kind, 'unreadable');
  assert.match('why' in undelegated ? undelegated.why : '', /Domain-wide delegation.*admin\.directory\.domain/);
  const other = await openGoogle(t);
  const wrongKey = createGoogleProvider({
    ...options,
    readSecret: () => JSON.stringify({ ...JSON.parse(google.key), private_key: JSON.parse(other.key).private_key }),
  });
  const forged = await look(wrongKey, alias);
  assert.match('why' in forged ? forged.why : '', /invalid_grant/);
  const notJson = createGoogleProvider({ ...options, readSecret: () => 'a secret that is no JSON' });
  const unread = await look(notJson, alias);
  assert.equal(unread.kind, 'unreadable');
  assert.doesNotMatch(JSON.stringify([undelegated, forged, unread]), /a secret|PRIVATE KEY/);
});

test('CGOO-7 a message is imported into the mailbox of the person it is for, calendar processed', async (t) => {
  const { google, options } = await open(t);
  const api = connectGoogle(credentials, options);
  const message = Buffer.from('From: hub@contoso.example\r\nSubject: r\xe9union\r\n\r\nhello\r\n', 'latin1');
  assert.equal(await api.importMessage('johanna@contoso.example', message), 'msg-1');
  const [imported] = google.imported;
  assert.equal(imported?.user, 'johanna@contoso.example');
  assert.equal(imported.message, message.toString('latin1'));
  assert.deepEqual(Object.fromEntries(imported.query), {
    uploadType: 'media',
    internalDateSource: 'dateHeader',
    neverMarkSpam: 'true',
    processForCalendar: 'true',
  });
});

test('CGOO-8 what has no API is typed: routing for these people only, and never what comes in under the return domain', async (t) => {
  const { provider } = await open(t);
  const routing = wantedOf(provider, 'google/routing');
  const values = new Map(routing.manual?.values.map(({ name, value }) => [name, value]));
  const [, pattern = ''] = /pattern match: (.*)$/.exec(values.get('envelope filter') ?? '') ?? [];
  assert.match('johanna@contoso.example', new RegExp(pattern));
  assert.doesNotMatch('johanna@g.contoso.example', new RegExp(pattern));
  assert.match(values.get('organisational unit') ?? '', /johanna@contoso\.example, jakob@contoso\.example/);
  assert.match(values.get('headers') ?? '', /X-Gm-Original-To.*X-Passerelle-Copy/);
  assert.equal(provider.want(connection).at(-1)?.key, routing.key, 'last of all');
  await assert.rejects(provider.write(routing.key, routing.value, { kind: 'absent' }), { code: 'google.manual' });

  const unconnected = createGoogleProvider({
    ...(await open(t)).options,
    home: { smartHost: 'aspmx.l.google.com:25' },
  });
  const typed = unconnected.want(connectionFrom({ home: home() }));
  assert.ok(typed.every(({ manual }) => manual !== undefined && manual.provedBy !== 'reading'));
  for (const [key, observed] of await unconnected.read(typed)) {
    assert.equal(observed.kind, key.startsWith('google/activated/') ? 'pending' : 'absent', key);
  }
});
