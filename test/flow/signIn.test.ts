import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../peers/waiting.ts';
import { openSignIn, password } from './signIn.ts';

const johanna = 'johanna@contoso.example';
const minute = 60_000;
const hour = 60 * minute;

test('SIGN-1 a person signs in with her address, or an alias, and the password she chose by a link', async (t) => {
  const { withPassword, browser } = await openSignIn(t);
  const chosen = await withPassword(johanna);
  assert.equal((await chosen.ask('GET', '/me')).json().person.address, johanna);
  for (const address of [johanna, 'Jo@contoso.example']) {
    const here = browser();
    const answer = await here.signIn(address);
    assert.deepEqual(answer.json(), { stage: 'complete' });
    assert.match(String(answer.headers['set-cookie']), /HttpOnly; SameSite=Strict/);
    assert.deepEqual((await here.ask('GET', '/me')).json().role, 'person');
  }
});

test('SIGN-1 a link that sets a password is good once, and one that is no password leaves it good', async (t) => {
  const { asAdmin, browser } = await openSignIn(t);
  const { url } = (await asAdmin('POST', `/people/${johanna}/password-link`, {})).json();
  const token = new URL(url).hash.replace('#password=', '');
  const here = browser();
  const choose = (text: string) => here.code('POST', '/session/new-password', { token, password: text });
  assert.equal(await choose('short'), 'password-too-short');
  // It signs nobody in by itself.
  assert.equal(await here.code('POST', '/session', { token }), 'link-used-up');
  assert.equal(await choose(password), undefined);
  assert.equal(await choose(password), 'link-used-up');
});

test('SIGN-4 a link is mailed home on request, and the answer is the same for an address that nobody has', async (t) => {
  const { browser, mailed } = await openSignIn(t);
  const here = browser();
  const ask = async (address: string) => {
    const { statusCode, body } = await here.ask('POST', '/session/password-link', { address });
    return { statusCode, body };
  };
  const known = await ask('jo@contoso.example');
  assert.deepEqual(await ask('nobody@contoso.example'), known);
  assert.deepEqual(await ask('tomislav@contoso.example'), known);
  for (let i = 0; i < 5; i++) assert.deepEqual(await ask(johanna), known);
  await eventually('three mails', () => mailed.length >= 3);
  assert.deepEqual([...new Set(mailed.map(({ to }) => to))], [johanna]);
  // Nobody's mailbox is flooded: what is above that was refused before it was answered.
  assert.equal(mailed.length, 3);
  const token = new URL(mailed[0]?.url ?? '').hash.replace('#password=', '');
  assert.equal(await here.status('POST', '/session/new-password', { token, password }), 200);
});

test('SIGN-5 guessing is slowed down alike for who is there and who is not, and never for ever', async (t) => {
  const { withPassword, browser, advance } = await openSignIn(t);
  await withPassword(johanna);
  for (const address of [johanna, 'nobody@contoso.example', 'tomislav@contoso.example']) {
    const here = browser(`2001:db8:${address.length}::1`);
    // Over TLS, as anybody from elsewhere.
    const seen: unknown[] = [];
    for (let i = 0; i < 8; i++) {
      const local = browser();
      const answer = await local.signIn(address, 'wrong password');
      seen.push([answer.statusCode, answer.json().error.code, answer.headers['retry-after']]);
    }
    assert.deepEqual(
      seen,
      [
        ...Array.from({ length: 6 }, () => [403, 'wrong-credentials', undefined]),
        ...Array.from({ length: 2 }, () => [429, 'slow-down', '1']),
      ],
      address,
    );
    assert.equal(await here.code('POST', '/session/password', { address, password }), 'tls-needed');
    advance(2 * hour);
  }
  const { statusCode } = await browser().signIn(johanna);
  assert.equal(statusCode, 200);
});

test('SIGN-7 a password alone gives an administrator only the page to set up the second factor', async (t) => {
  const { withPassword, browser, enrolTotp, code, advance } = await openSignIn(t);
  const here = await withPassword(johanna, 'administrator');
  assert.equal(await here.stage(), 'enrolment');
  for (const url of ['/me', '/trace', '/status', '/people', '/audit', '/me/sessions', '/me/app-passwords']) {
    assert.equal(await here.code('GET', url), 'needs-enrolment', url);
  }
  assert.equal((await here.ask('GET', '/me/security')).json().mfaRequired, true);
  const before = here.cookie();
  const { key, recoveryCodes } = await enrolTotp(here);
  assert.equal(recoveryCodes.length, 10);
  assert.notEqual(here.cookie(), before, 'the session goes on under another token');
  assert.equal((await here.ask('GET', '/me')).json().role, 'administrator');
  assert.equal(await here.status('GET', '/status'), 200);

  const next = browser();
  assert.deepEqual((await next.signIn(johanna)).json(), { stage: 'secondFactor' });
  assert.equal(await next.code('GET', '/me'), 'needs-secondFactor');
  assert.equal(await next.code('GET', '/me/security'), 'needs-secondFactor');
  // The code that set it up was used by that.
  assert.equal(await next.code('POST', '/session/totp', { code: code(key) }), 'wrong-credentials');
  advance(30_000);
  assert.equal(await next.status('POST', '/session/totp', { code: code(key) }), 200);
  assert.equal((await next.ask('GET', '/me')).json().role, 'administrator');
  // The last factor stays as long as it is asked of her.
  assert.equal(await next.code('DELETE', '/me/totp'), 'second-factor-required');
});

test('SIGN-7 by policy everybody is asked for a second factor', async (t) => {
  const { withPassword } = await openSignIn(t, { signIn: { mfa: 'all' } });
  assert.equal(await (await withPassword(johanna)).stage(), 'enrolment');
});

test('SIGN-10 a code counts once, in however many sign-ins at a time', async (t) => {
  const { withPassword, browser, enrolTotp, code, advance } = await openSignIn(t);
  const { key } = await enrolTotp(await withPassword(johanna));
  advance(30_000);
  const waiting = await Promise.all(
    [1, 2, 3].map(async () => {
      const here = browser();
      await here.signIn(johanna);
      return here;
    }),
  );
  const outcomes = await Promise.all(waiting.map((here) => here.status('POST', '/session/totp', { code: code(key) })));
  assert.deepEqual(outcomes.sort(), [200, 403, 403]);
});

test('SIGN-11 a recovery code gets in once; new ones replace those that are left', async (t) => {
  const { withPassword, browser, enrolTotp } = await openSignIn(t);
  const first = await withPassword(johanna);
  const { recoveryCodes } = await enrolTotp(first);
  const [one = '', two = ''] = recoveryCodes;
  const use = async (typed: string) => {
    const here = browser();
    await here.signIn(johanna);
    return here.status('POST', '/session/recovery-code', { code: typed });
  };
  assert.equal(await use(one.toUpperCase().replaceAll('-', ' ')), 200);
  assert.equal(await use(one), 403);
  assert.equal((await first.ask('GET', '/me/security')).json().recoveryCodes, 9);
  const renewed = (await first.ask('POST', '/me/recovery-codes')).json().recoveryCodes;
  assert.equal(await use(two), 403);
  assert.equal(await use(renewed[0]), 200);
});

test('SIGN-9 guesses at the second factor are slowed down, and the way there is short', async (t) => {
  const { withPassword, browser, enrolTotp, advance } = await openSignIn(t);
  await enrolTotp(await withPassword(johanna));
  const here = browser();
  await here.signIn(johanna);
  const codes: unknown[] = [];
  for (let i = 0; i < 8; i++) codes.push(await here.code('POST', '/session/totp', { code: '000000' }));
  assert.deepEqual(codes.slice(-2), ['slow-down', 'slow-down']);
  advance(16 * minute);
  assert.equal(await here.stage(), 'none');
});

test('SIGN-12 a session ends unused, in the end in any case, and where its person ends it', async (t) => {
  const { withPassword, browser, enrolTotp, advance, clock, signIn } = await openSignIn(t);
  const here = await withPassword(johanna);
  const seenAt = async () => (await signIn.sessions.of('id-johanna'))[0]?.seenAt;
  const other = browser();
  await other.signIn(johanna);
  const { sessions } = (await here.ask('GET', '/me/sessions')).json();
  assert.deepEqual(
    sessions.map(({ current, method, agent }: Record<string, unknown>) => [current, method, agent]).sort(),
    [
      [false, 'password', 'Test'],
      [true, 'password', 'Test'],
    ],
  );
  const [that] = sessions.filter(({ current }: { current: boolean }) => !current);
  assert.equal(await here.status('DELETE', `/me/sessions/${that.id}`), 204);
  assert.equal(await here.status('DELETE', `/me/sessions/${that.id}`), 404);
  assert.equal(await other.stage(), 'none');

  for (let day = 1; day <= 6; day++) {
    advance(24 * hour);
    assert.equal(await here.status('GET', '/me'), 200, `day ${day}`);
    await eventually('it is written that she was seen', async () => (await seenAt()) === clock.now());
  }
  // What changes how she signs in wants a sign-in of now.
  assert.equal(await here.code('POST', '/me/totp'), 'not-fresh');
  advance(24 * hour);
  assert.equal(await here.stage(), 'none');

  const idle = browser();
  await idle.signIn(johanna);
  advance(73 * hour);
  assert.equal(await idle.stage(), 'none');

  const admin = await withPassword('jakob@contoso.example', 'administrator');
  await enrolTotp(admin);
  advance(9 * hour);
  assert.equal(await admin.stage(), 'none', 'administrators are signed out sooner');
});

test('SIGN-13 a new password, a new factor and another role end the sessions of before', async (t) => {
  const { withPassword, browser, enrolTotp, asAdmin } = await openSignIn(t);
  const here = await withPassword(johanna);
  const signedIn = async () => {
    const there = browser();
    await there.signIn(johanna);
    return there;
  };
  let other = await signedIn();
  const change = { current: password, password: 'another horse battery' };
  assert.equal(await here.code('PUT', '/me/password', { ...change, current: 'wrong' }), 'wrong-credentials');
  assert.equal(await here.status('PUT', '/me/password', change), 204);
  assert.equal(await other.stage(), 'none');
  assert.equal(await here.stage(), 'complete');
  assert.equal(await here.status('PUT', '/me/password', { current: change.password, password }), 204);
  other = await signedIn();
  await enrolTotp(here);
  assert.equal(await other.stage(), 'none');
  assert.equal((await asAdmin('PUT', `/people/${johanna}/role`, { role: 'helpdesk' })).statusCode, 204);
  assert.equal(await here.stage(), 'none');
});

test('SIGN-14 who left and whose console is closed gets nothing but the usual no, and her sessions end', async (t) => {
  const casMailboxes = new Map([['id-jakob', { owaEnabled: false, popEnabled: true }]]);
  const { withPassword, browser, asAdmin, credentials } = await openSignIn(t, { casMailboxes });
  await withPassword(johanna);
  const { url } = (await asAdmin('POST', '/people/jakob@contoso.example/password-link', {})).json();
  const token = new URL(url).hash.replace('#password=', '');
  assert.equal(await browser().code('POST', '/session/new-password', { token, password }), 'link-used-up');
  assert.equal((await browser().signIn('jakob@contoso.example')).json().error.code, 'wrong-credentials');
  const link = await credentials.createSignInLink('person', 'id-jakob');
  const here = browser();
  assert.equal(await here.status('POST', '/session', { token: link }), 204);
  assert.equal(await here.code('GET', '/me'), 'not-signed-in');
  // CalDAV and POP3 stay.
  assert.equal(
    await credentials.checkAppPassword(await credentials.createAppPassword('id-jakob', 'phone')),
    'id-jakob',
  );
});

test('SIGN-15 app passwords are made, named, shown once, listed with their last use, and revoked', async (t) => {
  const { withPassword, credentials, advance, browser, clock, hub } = await openSignIn(t);
  const here = await withPassword(johanna);
  const made = (await here.ask('POST', '/me/app-passwords', { name: 'Thunderbird' })).json().password;
  const list = async () => (await here.ask('GET', '/me/app-passwords')).json().appPasswords;
  const [fresh] = await list();
  assert.deepEqual([fresh.name, fresh.usedAt], ['Thunderbird', undefined]);
  assert.doesNotMatch(JSON.stringify(await list()), new RegExp(made));
  assert.equal(await credentials.checkAppPassword(made), 'id-johanna');
  const used = clock.now();
  const usedAt = async () => (await list())[0].usedAt;
  await eventually('the first use is written', async () => (await usedAt()) === used);
  advance(minute);
  await credentials.checkAppPassword(made);
  advance(9 * minute);
  await credentials.checkAppPassword(made);
  await eventually('the next is written', async () => (await usedAt()) === used + 10 * minute);
  const [written] = await hub.store.reads.signInRecords('appPassword', 'id-johanna');
  assert.equal(written?.version, 3, 'made, used, used: the use in between was not written');
  // It opens nothing else.
  assert.equal((await browser().signIn(johanna, made)).json().error.code, 'wrong-credentials');
  assert.equal(await here.status('DELETE', `/me/app-passwords/${fresh.id}`), 204);
  assert.equal(await credentials.checkAppPassword(made), undefined);
  assert.equal(await here.status('DELETE', `/me/app-passwords/${fresh.id}`), 404);
});

test('SIGN-16 an administrator who lost her second factor is helped by another, and that is written down', async (t) => {
  const { withPassword, enrolTotp, asAdmin, browser } = await openSignIn(t);
  const here = await withPassword(johanna, 'administrator');
  await enrolTotp(here);
  assert.equal((await asAdmin('DELETE', `/people/${johanna}/factors`)).statusCode, 204);
  assert.equal(await here.stage(), 'none');
  assert.deepEqual((await browser().signIn(johanna)).json(), { stage: 'enrolment' });
  const { records } = (await asAdmin('GET', '/audit')).json();
  const [latest] = records.filter(({ what }: { what: string }) => what === 'DELETE /api/v1/people/:address/factors');
  assert.deepEqual(
    [latest.who, latest.target],
    [{ kind: 'local', name: 'command line', role: 'administrator' }, johanna],
  );
  const told = latest.changes.map(({ of }: { of: string }) => of).sort();
  assert.deepEqual(told, [
    'account of johanna@contoso.example: authenticatorApp',
    'account of johanna@contoso.example: recoveryCodes',
  ]);
});

test('SIGN-17 nobody changes her own role', async (t) => {
  const { withPassword, enrolTotp } = await openSignIn(t);
  const here = await withPassword(johanna, 'administrator');
  await enrolTotp(here);
  assert.equal(await here.code('PUT', `/people/${johanna}/role`, { role: 'person' }), 'own-role');
  assert.equal(await here.status('PUT', '/people/jakob@contoso.example/role', { role: 'helpdesk' }), 204);
});

test('SIGN-18 nothing that signs somebody in stands in the data directory or in the log', async (t) => {
  const { withPassword, enrolTotp, credentials, dataDirectory, logged, browser, asAdmin } = await openSignIn(t);
  const here = await withPassword(johanna);
  const { key, recoveryCodes } = await enrolTotp(here);
  const appPassword = (await here.ask('POST', '/me/app-passwords', { name: 'phone' })).json().password;
  const pending = (await here.ask('POST', '/me/totp')).json().key;
  const link = (await asAdmin('POST', `/people/${johanna}/password-link`, {})).json().url.split('#password=')[1];
  const other = browser();
  await other.signIn(johanna);
  const secrets = [
    ...[password, key, pending, appPassword, link, await credentials.localAdmin(), ...recoveryCodes],
    ...[here.cookie().split('=')[1], other.cookie().split('=')[1]],
  ].map(String);
  assert.ok(logged.some((line) => line.includes('/api/v1/session/password')));
  const files = readdirSync(dataDirectory).map((file) => readFileSync(join(dataDirectory, file)).toString('latin1'));
  const contents = [...files, ...logged];
  for (const secret of secrets.flatMap((text) => [
    text,
    text.replaceAll('-', ''),
    text.replaceAll('-', '').toUpperCase(),
  ])) {
    assert.ok(secret.length >= 12);
    assert.equal(
      contents.some((content) => content.includes(secret)),
      false,
      secret,
    );
  }
});
