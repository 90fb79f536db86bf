import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { requireCondition, requirePeer } from './peers.ts';

const executablePath = '/usr/bin/chromium';
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where Vite builds the console. */
export const builtConsole = join(import.meta.dirname, '..', '..', 'console', 'dist');

/** Debian's Chromium, for a console that is built; undefined where one of the two is missing, which the test then says. */
export async function openBrowser(t: TestContext): Promise<Browser | undefined> {
  if (!requirePeer(t, 'Chromium', executablePath)) return undefined;
  const built = existsSync(join(builtConsole, 'index.html'));
  if (!requireCondition(t, 'built console', built, 'npm run build:console')) return undefined;
  const browser = await chromium.launch({ executablePath, args: quiet });
  t.after(() => browser.close());
  return browser;
}
