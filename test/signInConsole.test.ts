import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Directory } from '../src/directory/types.ts';
import { registerConsole } from '../src/doors/console/console.ts';
import { openSignIn, password } from './flow/signIn.ts';
import { builtConsole, openBrowser } from './peers/browser.ts';
import { clientId, startIdentityProvider } from './peers/identityProvider.ts';
import { freePort } from './peers/ports.ts';

const johanna = 'johanna@contoso.example';

async function open(t: TestContext, locale = 'en-GB', changed: Partial<Directory> = {}, port = 0) {
  const browser = await openBrowser(t);
  if (browser === undefined) return undefined;
  const parts = await openSignIn(t, changed);
  await registerConsole(parts.app, { root: builtConsole });
  await parts.app.listen({ host: '127.0.0.1', port });
  const address = parts.app.server.address();
  assert.ok(typeof address === 'object' && address !== null);
  // Passkeys want a name, not an address.
  const origin = `http://localhost:${address.port}`;
  const page = await browser.newPage({ viewport: { width: 1200, height: 1400 }, locale });
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // What the hub refuses, the browser tells the console of as an error: that is the hub's answer, not a fault.
    if (message.type() === 'error' && !/status of (401|403)/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { ...parts, origin, page, complaints };
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Your address').waitFor();
}

test('CONSOLE-4 a person chooses a password, sets up an authenticator app, and signs in with both', async (t) => {
  const parts = await open(t);
  if (parts === undefined) return;
  const { page, origin, asAdmin, code, advance, complaints } = parts;
  const { url } = (await asAdmin('POST', `/people/${johanna}/password-link`, {})).json();
  await page.goto(`${origin}/sign-in${new URL(url).hash}`);
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Confirm' }).click();
  // A refusal of 422 is told too.
  await page.getByText('The password is too short').waitFor();
  complaints.length = 0;
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.waitForURL('**/week/johanna**');

  await page.getByRole('link', { name: 'Security' }).click();
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  const key = await page.getByLabel('Key for the authenticator app').inputValue();
  await page.getByLabel('Code of your authenticator app').fill(code(key));
  await page.getByRole('button', { name: 'Confirm' }).click();
  const codes = page.getByRole('region', { name: 'Recovery codes' });
  await codes.getByRole('listitem').nth(9).waitFor();
  assert.equal(await codes.getByRole('listitem').count(), 10);
  const recovery = (await codes.getByRole('listitem').first().textContent()) ?? '';
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('10 recovery codes are left.').waitFor();

  const apps = page.getByRole('region', { name: 'App passwords' });
  await apps.getByLabel('Name').fill('Thunderbird');
  await apps.getByRole('button', { name: 'Add' }).click();
  await apps.getByText('It is shown this once:').waitFor();
  await apps.getByRole('button', { name: 'Revoke: Thunderbird' }).click();
  await apps.getByText('None yet.').waitFor();
  await page.getByText('this browser').waitFor();
  await signOut(page);

  const signIn = async (typed: string) => {
    await page.getByLabel('Your address').fill('jo@contoso.example');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Password').fill(typed);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await signIn('a wrong password');
  await page.getByText('That is not right.').waitFor();
  await page.getByRole('button', { name: 'Back' }).click();
  await signIn(password);
  advance(30_000);
  await page.getByLabel('Code of your authenticator app').fill(code(key));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.waitForURL('**/week/johanna**');
  await signOut(page);

  await signIn(password);
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await page.getByLabel('Recovery code').fill(recovery);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.waitForURL('**/week/johanna**');
  assert.deepEqual(complaints, []);
});

test('CONSOLE-5 an administrator with a password alone sees nothing but how to set up a second factor; in French', async (t) => {
  const parts = await open(t, 'fr-FR');
  if (parts === undefined) return;
  const { page, origin, withPassword, code, complaints } = parts;
  await withPassword(johanna, 'administrator');
  await page.goto(`${origin}/trace`);
  await page.getByLabel('Votre adresse').fill(johanna);
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByLabel('Mot de passe').fill(password);
  await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
  await page.getByText('Votre organisation demande un second facteur').waitFor();
  await page.goto(`${origin}/trace`);
  await page.getByText('Votre organisation demande un second facteur').waitFor();
  await page.getByRole('button', { name: 'Configurer une application d’authentification' }).click();
  const key = await page.getByLabel('Clé pour l’application d’authentification').inputValue();
  await page.getByLabel('Code de votre application d’authentification').fill(code(key));
  await page.getByRole('button', { name: 'Confirmer' }).click();
  await page.getByRole('button', { name: 'Je les ai gardés' }).click();
  await page.waitForURL('**/week/johanna**');
  assert.deepEqual(complaints, []);
});

test('CONSOLE-6 SIGN-22 a passkey signs in by itself, its answer once, and one that is removed does not', async (t) => {
  const parts = await open(t);
  if (parts === undefined) return;
  const { page, origin, credentials, complaints } = parts;
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  const byLink = async () => {
    const token = await credentials.createSignInLink('administrator', 'id-johanna');
    await page.goto(`${origin}/sign-in#token=${token}`);
    await page.waitForURL('**/week/johanna**');
    await page.getByRole('link', { name: 'Security' }).click();
  };
  await byLink();
  const passkeys = page.getByRole('region', { name: 'Passkeys' });
  await passkeys.getByLabel('Name').fill('laptop');
  await passkeys.getByRole('button', { name: 'Set up a passkey' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await passkeys.getByText('laptop').waitFor();
  await signOut(page);

  let answer = '';
  page.on('request', (request) => {
    if (request.url().endsWith('/session/passkey')) answer = request.postData() ?? '';
  });
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL('**/week/johanna**');
  const { status } = await fetch(`${origin}/api/v1/session/passkey`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: answer },
  });
  assert.equal(status, 403, 'what was overheard signs nobody in');
  await page.getByRole('link', { name: 'Security' }).click();
  await page.getByRole('listitem').filter({ hasText: 'by passkey' }).filter({ hasText: 'this browser' }).waitFor();
  await passkeys.getByRole('button', { name: 'Remove: laptop' }).click();
  await passkeys.getByText('None yet.').waitFor();
  await signOut(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('That is not right.').waitFor();
  assert.deepEqual(complaints, []);
});

test('CONSOLE-7 the organisation’s identity provider signs in, and the page says why it did not', async (t) => {
  const port = await freePort();
  const provider = await startIdentityProvider(t, [`http://localhost:${port}/api/v1/session/oidc/callback`]);
  const oidc = { issuer: provider.issuer, clientId, clientSecret: 'env:NOT_READ_HERE', domains: [] };
  const parts = await open(t, 'en-GB', { signIn: { mfa: 'administrators', oidc } }, port);
  if (parts === undefined) return;
  const { page, origin, complaints } = parts;
  provider.means({ sub: 'stranger', email: 'stranger@fabrikam.example', email_verified: true });
  await page.goto(origin);
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click();
  await page.getByText('your address is not known here').waitFor();
  // She signs out there, and in as somebody else.
  await page.context().clearCookies();
  provider.means({ sub: 'johanna', email: johanna, email_verified: true });
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click();
  await page.waitForURL('**/week/johanna**');
  // Loaded anew, it is still the same session.
  await page.reload();
  await page.getByRole('link', { name: 'Security' }).click();
  await page.getByRole('listitem').filter({ hasText: 'by your organisation' }).waitFor();
  assert.deepEqual(complaints, []);
});
