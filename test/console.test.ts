import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registerApi } from '../src/doors/api/api.ts';
import { registerConsole } from '../src/doors/console/console.ts';
import { openHub, review, weekly } from '../src/doors/http/hub.fixture.ts';
import { builtConsole, openBrowser } from './peers/browser.ts';

test('CONSOLE-3 a browser signs in, sees a week, answers, decides what was held, and watches the trace', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const parts = await openHub(t);
  await registerApi(parts.app, parts);
  await registerConsole(parts.app, { root: builtConsole });
  await parts.file('review', review);
  await parts.file('weekly', weekly);
  await parts.hold('held-1', 'id-johanna');
  const origin = await parts.app.listen({ host: '127.0.0.1', port: 0 });
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 }, locale: 'en-GB' });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));

  const token = await parts.credentials.createSignInLink('administrator', 'id-johanna');
  await page.goto(`${origin}/sign-in#token=${token}`);
  await page.waitForURL('**/week/johanna**');
  await page.goto(`${origin}/week/johanna@contoso.example?start=2026-11-25`);

  const tentative = page.locator('.event-tentative', { hasText: 'Garden review <plans & costs>' });
  await tentative.first().waitFor();
  const image = await page.evaluate<string>(
    "getComputedStyle(document.querySelector('.event-tentative')).backgroundImage",
  );
  assert.match(image, /repeating-linear-gradient/, 'tentative is hatched');
  const waiting = page.getByRole('region', { name: 'Waiting for an answer' });
  const own = waiting.getByRole('listitem').filter({ hasText: 'Garden review' });
  await own.getByRole('button', { name: 'Decline' }).click();
  await page.getByRole('region', { name: 'Invitations held back' }).getByRole('button', { name: 'Drop' }).click();
  // Fluent's styles hold although the policy forbids inline ones.
  const radius = await page.evaluate<string>(
    "getComputedStyle([...document.querySelectorAll('button')].find((b) => b.textContent === 'This week')).borderTopLeftRadius",
  );
  assert.notEqual(radius, '0px');

  await page.getByRole('link', { name: 'Trace' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  parts.publish([
    {
      id: 'one',
      at: Date.UTC(2026, 10, 24),
      direction: 'in',
      messageId: '<news@fabrikam.example>',
      sender: 'news@fabrikam.example',
      recipient: 'johanna@contoso.example',
      size: 1,
      peer: '127.0.0.1',
      rules: [],
      decision: 'drop',
      effect: 'by nature',
      milliseconds: 1,
    },
  ]);
  await page.getByRole('cell', { name: 'by nature' }).waitFor();
  await page.getByRole('searchbox').fill('nobody');
  await page.getByRole('cell', { name: 'by nature' }).waitFor({ state: 'detached' });

  assert.deepEqual(parts.asked, [
    ['answer', 'id-johanna', 'review', 'DECLINED', undefined, undefined],
    ['settleHeld', 'held-1', 'drop'],
  ]);
  assert.deepEqual(complaints, []);
});
