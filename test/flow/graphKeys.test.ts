import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registerApi } from '../../src/doors/api/api.ts';
import { openHub } from '../../src/doors/http/hub.fixture.ts';

test('GRAPH-1 an administrator makes tokens and clients; nothing in the store shows them', async (t) => {
  const parts = await openHub(t);
  const { app, hub, credentials } = parts;
  await registerApi(app, parts);
  const admin = await credentials.localAdmin();
  const post = (url: string, payload: object, token = admin) =>
    app.inject({ method: 'POST', url, payload, headers: { authorization: `Bearer ${token}` } });
  const made = await post('/api/v1/tokens', { address: 'johanna@contoso.example', name: 'test' });
  assert.equal(made.statusCode, 201);
  const { token } = made.json();
  assert.deepEqual(await credentials.bearer(token), { kind: 'person', personId: 'id-johanna' });
  assert.equal(await credentials.bearer(admin), undefined);
  const client = (await post('/api/v1/clients', { name: 'sync' })).json();
  assert.match(client.tenant, /^[0-9a-f-]{36}$/);
  assert.equal(client.tenant, await credentials.tenant());
  assert.equal(await credentials.checkClient(client.clientId, client.clientSecret), true);
  assert.equal(await credentials.checkClient(client.clientId, token), false);
  assert.equal((await post('/api/v1/clients', { name: 'x' }, token)).statusCode, 401);
  const kept = JSON.stringify([await hub.store.reads.secrets('token'), await hub.store.reads.secrets('client')]);
  assert.equal(kept.includes(token) || kept.includes(client.clientSecret), false);
});
