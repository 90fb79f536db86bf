import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleConnection } from '../connection/sample.ts';
import { openEmbedded } from '../store/suite/engines.ts';
import { loadConfiguration } from './configuration.ts';

test('HTTP-1 the host of hub.url is a name of this server as soon as the connection is applied', async (t) => {
  const configuration = await loadConfiguration(await openEmbedded(t), () => 'id');
  assert.deepEqual(configuration.publicNames(), []);
  const applied = await configuration.apply(
    sampleConnection({ homePort: 2526, hubUrl: 'https://hub.contoso.example:8443' }),
  );
  assert.equal(applied.kind, 'applied', JSON.stringify(applied));
  assert.deepEqual(configuration.publicNames(), ['hub.contoso.example']);
});
