import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { openStore } from '../store/open.ts';
import { base32Groups } from './base32.ts';
import { createCredentials } from './credentials.ts';

const hour = 3600 * 1000;

async function open(t: TestContext) {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'passerelle-credentials-'));
  let now = Date.UTC(2026, 10, 24);
  const clock = { now: () => now };
  const store = await openStore({ dataDirectory, log: silentLog, clock });
  t.after(async () => {
    await store.close();
    await rm(dataDirectory, { recursive: true });
  });
  const create = () => createCredentials({ store, clock, random: systemRandom });
  return { ...create(), create, dataDirectory, advance: (by: number) => (now += by) };
}

test('AUTH-1 an app password opens for its person alone, however it is typed, in every process', async (t) => {
  const { createAppPassword, checkAppPassword, checkConnectorPassword, create } = await open(t);
  const password = await createAppPassword('johanna', 'phone');
  assert.match(password, /^([a-z2-7]{4}-){6}[a-z2-7]{2}$/);
  assert.equal(await checkAppPassword(password), 'johanna');
  assert.equal(await create().checkAppPassword(` ${password.replaceAll('-', '').toUpperCase()}`), 'johanna');
  assert.equal(await checkAppPassword(`${password}a`), undefined);
  assert.equal(await checkAppPassword(''), undefined);
  assert.equal(await checkConnectorPassword('johanna', password), false);
});

test('AUTH-2 what is kept cannot be used to sign in', async (t) => {
  const { createAppPassword, localAdmin, createSignInLink, dataDirectory } = await open(t);
  const shown = [
    await createAppPassword('johanna', 'phone'),
    await localAdmin(),
    await createSignInLink('administrator'),
  ];
  const bytes = readdirSync(dataDirectory).map((file) => readFileSync(join(dataDirectory, file)));
  for (const secret of shown.flatMap((text) => [text, text.replaceAll('-', '')])) {
    assert.equal(
      bytes.some((content) => content.includes(secret)),
      false,
    );
  }
});

test('AUTH-3 a sign-in link lives an hour, a day before anybody signed in, and once', async (t) => {
  const { createSignInLink, redeem, session, advance } = await open(t);
  const first = await createSignInLink('administrator');
  advance(23 * hour);
  const [one, other] = await Promise.all([redeem(first), redeem(first)]);
  assert.equal([one, other].filter((token) => token !== undefined).length, 1);
  assert.deepEqual(await session(one ?? other ?? ''), { role: 'administrator' });
  assert.equal(await redeem(first), undefined);
  const second = await createSignInLink('person', 'johanna');
  advance(hour);
  assert.equal(await redeem(second), undefined);
});

test('AUTH-4 a session ends when it is ended, and by itself after a week', async (t) => {
  const { createSignInLink, redeem, session, endSession, advance } = await open(t);
  const signIn = async () => (await redeem(await createSignInLink('person', 'johanna'))) ?? '';
  const [ended, old] = [await signIn(), await signIn()];
  assert.deepEqual(await session(ended), { role: 'person', personId: 'johanna' });
  await endSession(ended);
  assert.equal(await session(ended), undefined);
  advance(7 * 24 * hour);
  assert.equal(await session(old), undefined);
});

test('AUTH-5 the local administrator keeps a credential that is still good', async (t) => {
  const { localAdmin, checkAdmin } = await open(t);
  const token = await localAdmin();
  assert.equal(await localAdmin(token), token);
  assert.equal(await checkAdmin(token), true);
  assert.notEqual(await localAdmin('of another hub'), 'of another hub');
  assert.equal(await checkAdmin('wrong'), false);
});

test('AUTH-1 base32 is that of rfc4648#10', () => {
  assert.equal(base32Groups(Buffer.from('foobar')), 'mzxw-6ytb-oi');
});
