import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConnection } from './desired.ts';
import { sampleConnection } from './sample.ts';

const sample = sampleConnection({ homePort: 2526, hubUrl: 'http://127.0.0.1:8080' });
const provider = `${sample}
signIn:
  mfa: all
  oidc: { issuer: https://id.contoso.example, clientId: hub, clientSecret: env:OIDC_SECRET, domains: [Contoso.example] }
`;

test('CONF-42 an identity provider is spoken to under TLS, and its secret is a reference', () => {
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
