import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConnection } from '../connection/desired.ts';
import { sampleConnection } from '../connection/sample.ts';
import { openEmbedded } from '../store/suite/engines.ts';
import { loadConfiguration } from './configuration.ts';

test('HTTP-1 the host of hub.url is a name of this server as soon as the connection is applied', async (t) => {
  const configuration = await loadConfiguration(await openEmbedded(t));
  assert.deepEqual(configuration.publicNames(), []);
  const file = readConnection(sampleConnection({ homePort: 2526, hubUrl: 'https://hub.contoso.example:8443' }));
  assert.equal(file.kind, 'connection', JSON.stringify(file));
  if (file.kind === 'connection') await configuration.keepConnection(file.connection);
  assert.deepEqual(configuration.publicNames(), ['hub.contoso.example']);
});
