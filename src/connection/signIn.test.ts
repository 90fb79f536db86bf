import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDirectory } from '../directory/snapshot.ts';
import type { ConfigurationEntry } from '../store/contract.ts';
import { readConnection } from './desired.ts';
import { sampleConnection } from './sample.ts';
import { planHub } from './steps.ts';

const sample = sampleConnection({ homePort: 2526, hubUrl: 'http://127.0.0.1:8080' });
const provider = `${sample}
signIn:
  mfa: all
  oidc: { issuer: https://id.contoso.example, clientId: hub, clientSecret: env:OIDC_SECRET, domains: [Contoso.example] }
`;

function plan(text: string, before: readonly ConfigurationEntry[] = []) {
  const read = readConnection(text);
  assert.equal(read.kind, 'connection', JSON.stringify(read));
  if (read.kind !== 'connection') throw new Error('unreachable');
  let ids = 0;
  return planHub(read.connection, before, () => `person-${++ids}`);
}

const directoryOf = (entries: readonly ConfigurationEntry[]) =>
  buildDirectory({ change: 1, organisationId: 'o', entries: JSON.parse(JSON.stringify(entries)) });

test('CONF-38 how people sign in is a step of its own; without a word of it administrators need a second factor', () => {
  assert.deepEqual(directoryOf(plan(sample).entries).signIn, { mfa: 'administrators' });
  const { entries, steps } = plan(provider);
  assert.equal(
    steps.find(({ id }) => id === 'hub.signIn')?.title,
    'Sign-in: second factor for all, identity provider https://id.contoso.example',
  );
  const oidc = {
    ...{ issuer: 'https://id.contoso.example', clientId: 'hub', clientSecret: 'env:OIDC_SECRET' },
    domains: ['contoso.example'],
  };
  assert.deepEqual(directoryOf(entries).signIn, { mfa: 'all', oidc });
  const back = plan(sample, entries).entries.find(({ kind }) => kind === 'signIn');
  assert.deepEqual(back?.body, { mfa: 'administrators' }, 'taken out of the file it holds no more');
});

test('CONF-38 an identity provider is spoken to under TLS, and its secret is a reference', () => {
  const problems = (text: string) => {
    const read = readConnection(text);
    return read.kind === 'problems' ? read.problems.map(({ field, message }) => `${field}: ${message}`) : [];
  };
  assert.deepEqual(problems(provider.replace('https://id', 'http://id')), [
    "signIn.oidc.issuer: expected an https address, found 'http://id.contoso.example'",
  ]);
  assert.deepEqual(problems(provider.replace('https://id.contoso.example', 'http://127.0.0.1:9')), []);
  assert.match(
    problems(provider.replace('env:OIDC_SECRET', 'hunter2')).join(),
    /signIn\.oidc\.clientSecret: .*env:NAME/,
  );
  assert.match(
    problems(provider.replace('mfa: all', 'mfa: none')).join(),
    /signIn\.mfa: expected administrators or all/,
  );
});
