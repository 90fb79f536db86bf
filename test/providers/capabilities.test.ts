import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Capabilities } from '../../src/connection/provider.ts';
import { dnsCapabilities } from '../../src/connection/providers/dns/capabilities.ts';
import { googleCapabilities } from '../../src/connection/providers/google/capabilities.ts';
import { postfixCapabilities } from '../../src/connection/providers/postfix/capabilities.ts';
import { smtpCapabilities } from '../../src/connection/providers/smtp/capabilities.ts';

const page = join(import.meta.dirname, '../../docs/interop/providers.md');
const providers: Readonly<Record<string, Capabilities>> = {
  dns: dnsCapabilities,
  postfix: postfixCapabilities,
  google: googleCapabilities,
  smtp: smtpCapabilities,
};

function matrix(): string {
  const rows = Object.entries(providers).flatMap(([provider, capabilities]) =>
    Object.entries(capabilities).map(([feature, { support, note, link, verified }]) => {
      const source = link === undefined ? '' : ` ([source](${link}))`;
      return `| ${provider} | ${feature} | ${support} | ${note}${source} | ${verified} |`;
    }),
  );
  return ['| provider | feature | support | note | verified |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}

/** `UPDATE=1` writes it anew, for review. */
test('CPRO-1 the matrix in the docs is what the providers say of themselves', () => {
  const text = readFileSync(page, 'utf8');
  const start = text.indexOf('| provider |');
  if (process.env.UPDATE === '1') writeFileSync(page, text.slice(0, start) + matrix());
  assert.equal(readFileSync(page, 'utf8').slice(start), matrix());
});
