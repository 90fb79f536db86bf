import assert from 'node:assert/strict';
import { constants, createHash, randomUUID, sign, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { certificate, key } from '../../src/delivery/testing/certificate.ts';
import { openExchange } from './exchange.ts';
import { now } from './hub.ts';

const thumbprint = (hash: string) => createHash(hash).update(new X509Certificate(certificate).raw).digest('base64url');
const coded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function assertion(header: object, claims: object, alg: 'PS256' | 'RS256' = 'PS256'): string {
  const signed = `${coded({ alg, typ: 'JWT', ...header })}.${coded(claims)}`;
  const padding = alg === 'PS256' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {};
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, ...padding }).toString('base64url')}`;
}

test('GRAPH-24 a client proves itself by an assertion that its registered certificate signed', async (t) => {
  const { ask, origin, tenant, client, credentials, post } = await openExchange(t);
  const admin = { authorization: `Bearer ${await credentials.localAdmin()}` };
  const endpoint = `${origin}/${tenant}/oauth2/v2.0/token`;
  const seconds = Math.floor(now / 1000);
  const claims = {
    iss: client.clientId,
    sub: client.clientId,
    aud: endpoint,
    jti: randomUUID(),
    nbf: seconds,
    exp: seconds + 120,
  };
  const named = { 'x5t#S256': thumbprint('sha256') };
  const prove = async (jwt: string, more: Record<string, string> = {}) => {
    const body = new URLSearchParams({
      ...{ grant_type: 'client_credentials', client_id: client.clientId, client_assertion: jwt },
      ...{ client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' },
      ...{ scope: 'https://outlook.office365.com/.default', ...more },
    });
    const response = await fetch(endpoint, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as { access_token?: string; error?: string } };
  };
  assert.equal((await prove(assertion(named, claims))).status, 401);
  const path = `/api/v1/clients/${client.clientId}/certificates`;
  assert.deepEqual((await ask('POST', path, { certificate }, admin)).body, { thumbprint: thumbprint('sha256') });
  assert.equal((await ask('POST', '/api/v1/clients/nobody/certificates', { certificate }, admin)).status, 404);
  assert.equal((await ask('POST', path, { certificate: 'nonsense' }, admin)).status, 422);

  const good = await prove(assertion(named, claims));
  assert.equal(good.status, 200);
  const input = { CmdletInput: { CmdletName: 'Get-AcceptedDomain' } };
  const bearer = { authorization: `Bearer ${good.body.access_token}` };
  assert.equal((await post('/InvokeCommand', input, bearer)).status, 200);
  // Asked for Exchange, it is no token for Graph.
  assert.equal((await ask('GET', '/organization', undefined, bearer)).status, 401);
  assert.equal((await prove(assertion({ x5t: thumbprint('sha1') }, claims, 'RS256'))).status, 200);
  assert.equal(
    (await prove(assertion(named, claims), { scope: 'https://vault.fabrikam.example/.default' })).body.error,
    'invalid_scope',
  );

  const forged = assertion(named, claims).slice(0, -4);
  const wrong = {
    'another audience': assertion(named, { ...claims, aud: 'https://login.fabrikam.example/token' }),
    'another subject': assertion(named, { ...claims, sub: 'somebody' }),
    expired: assertion(named, { ...claims, exp: seconds - 600 }),
    'not yet': assertion(named, { ...claims, nbf: seconds + 3600 }),
    'good for ever': assertion(named, { ...claims, exp: seconds + 10 * 86_400 }),
    'another certificate': assertion({ 'x5t#S256': 'AAAA' }, claims),
    'no algorithm': `${coded({ alg: 'none' })}.${coded(claims)}.`,
    'a broken signature': `${forged}AAAA`,
    'no JWT': 'nonsense',
  };
  for (const [what, jwt] of Object.entries(wrong)) assert.equal((await prove(jwt)).status, 401, what);
});
