import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { clientId, startIdentityProvider } from '../peers/identityProvider.ts';
import { openSignIn } from './signIn.ts';

const hub = 'http://localhost';
const callback = `${hub}/api/v1/session/oidc/callback`;
const johanna = { sub: 'id-of-johanna', email: 'jo@contoso.example', email_verified: true };

async function open(t: TestContext) {
  const provider = await startIdentityProvider(t, [callback]);
  const oidc = { issuer: provider.issuer, clientId, clientSecret: 'env:NOT_READ_HERE', domains: [] };
  const parts = await openSignIn(t, { signIn: { mfa: 'administrators', oidc } });

  const get = (url: string, cookie = '') =>
    parts.app.inject({ url: url.replace(hub, ''), headers: { host: 'localhost', ...(cookie && { cookie }) } });

  /** From the console to the provider; what the browser would bring back, and the cookie it keeps meanwhile. */
  async function toProvider() {
    const begun = await get('/api/v1/session/oidc');
    assert.equal(begun.statusCode, 302);
    const set = String(begun.headers['set-cookie']);
    assert.match(set, /^passerelle_oidc=.*Path=\/api\/v1\/session\/oidc; Max-Age=600; HttpOnly; SameSite=Lax$/);
    const asked = new URL(String(begun.headers.location));
    return { asked, back: await follow(asked), cookie: set.split(';')[0] ?? '' };
  }

  async function signIn() {
    const { back, cookie } = await toProvider();
    const answer = await get(back, cookie);
    const session = [answer.headers['set-cookie'] ?? []].flat().find((set) => set.startsWith('passerelle_session='));
    const me = session === undefined ? undefined : (await get('/api/v1/me', session.split(';')[0])).json();
    return { location: String(answer.headers.location), me };
  }
  return { ...parts, ...provider, get, toProvider, signIn };
}

/** Follows the provider's redirects with its cookies, until it sends the browser back. */
async function follow(start: URL): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start.href;
  for (let hop = 0; hop < 10; hop++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    assert.ok(location !== null, `the provider answered ${answer.status}: ${await answer.text()}`);
    url = new URL(location, url).href;
    if (url.startsWith(callback)) return url;
  }
  throw new Error('the provider never sent the browser back');
}

test('SIGN-20 a real provider signs in whom it vouches for, with PKCE, state and nonce', async (t) => {
  const { means, signIn, toProvider } = await open(t);
  means(johanna);
  const { location, me } = await signIn();
  assert.equal(location, '/');
  assert.deepEqual([me.role, me.person.address], ['person', 'johanna@contoso.example']);
  const { searchParams } = (await toProvider()).asked;
  assert.equal(searchParams.get('response_type'), 'code');
  assert.equal(searchParams.get('code_challenge_method'), 'S256');
  for (const name of ['state', 'nonce', 'code_challenge']) assert.ok((searchParams.get(name) ?? '').length >= 40, name);
});

test('SIGN-20 nobody is signed in by an answer to somebody else’s question, an old one, or one used twice', async (t) => {
  const { means, toProvider, get, advance } = await open(t);
  means(johanna);
  const [one, other] = [await toProvider(), await toProvider()];
  const failed = '/sign-in#problem=provider-failed';
  const come = async (url: string, cookie?: string) => String((await get(url, cookie)).headers.location);
  assert.equal(await come(one.back), failed);
  assert.equal(await come(one.back, other.cookie), failed);
  assert.equal(await come(one.back, `${one.cookie.slice(0, -4)}AAAA`), failed);
  assert.equal(await come(other.back.replace(/code=[^&]*/, 'code=guessed'), other.cookie), failed);
  assert.equal(await come(`${callback}?error=access_denied`, other.cookie), failed);
  const third = await toProvider();
  assert.equal(await come(third.back, third.cookie), '/');
  assert.equal(await come(third.back, third.cookie), failed);
  const late = await toProvider();
  advance(11 * 60_000);
  assert.equal(await come(late.back, late.cookie), failed);
});

test('SIGN-6 a provider that vouches for nobody here signs nobody in', async (t) => {
  const { means, signIn } = await open(t);
  for (const identity of [
    { sub: 'a', email: 'johanna@contoso.example', email_verified: false },
    { sub: 'b', email: 'johanna@fabrikam.example', email_verified: true },
    { sub: 'c', email: 'tomislav@contoso.example', email_verified: true },
  ]) {
    means(identity);
    assert.deepEqual(await signIn(), { location: '/sign-in#problem=not-known-here', me: undefined });
  }
  means({ sub: 'd', preferred_username: 'johanna@contoso.example' });
  assert.equal((await signIn()).location, '/');
});

test('SIGN-21 an address that moves to somebody else at the provider does not take the account along', async (t) => {
  const { means, signIn, asAdmin } = await open(t);
  means(johanna);
  assert.equal((await signIn()).location, '/');
  means({ ...johanna, sub: 'somebody else' });
  assert.equal((await signIn()).location, '/sign-in#problem=identity-changed');
  assert.equal((await asAdmin('DELETE', '/people/johanna@contoso.example/factors')).statusCode, 204);
  assert.equal((await signIn()).location, '/');
});

test('SIGN-7 what the provider asked counts as a second factor only where it says so', async (t) => {
  const { means, signIn, asAdmin } = await open(t);
  await asAdmin('PUT', '/people/johanna@contoso.example/role', { role: 'administrator' });
  means(johanna);
  const without = await signIn();
  assert.deepEqual([without.location, without.me.error.code], ['/sign-in', 'needs-enrolment']);
  means({ ...johanna, amr: ['pwd', 'mfa'] });
  const { location, me } = await signIn();
  assert.deepEqual([location, me.role], ['/', 'administrator']);
});

test('SIGN-20 without a provider, or with one that does not answer, the sign-in page says so', async (t) => {
  const oidc = { issuer: 'http://127.0.0.1:9', clientId, clientSecret: 'env:X', domains: [] };
  const parts = await openSignIn(t, { signIn: { mfa: 'administrators', oidc } });
  const location = async (app: typeof parts.app) =>
    String((await app.inject({ url: '/api/v1/session/oidc', headers: { host: 'localhost' } })).headers.location);
  assert.equal(await location(parts.app), '/sign-in#problem=provider-failed');
  assert.equal(await location((await openSignIn(t)).app), '/sign-in#problem=no-identity-provider');
});
