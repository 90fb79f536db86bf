import assert from 'node:assert/strict';
import test from 'node:test';
import { hostsFor, parseHost } from './hosts.ts';
import { connectorWith, tableResolver } from './testing/bench.ts';

const random = { uuid: () => '', bytes: (count: number) => Buffer.alloc(count) };

async function mx(table: Parameters<typeof tableResolver>[0], recipient = 'ann@fabrikam.example') {
  const found = await hostsFor(connectorWith({ useMxRecord: true }), recipient, {
    resolver: tableResolver(table),
    random,
    hostname: 'hub.contoso.example',
    mxPort: 25,
  });
  return found.kind === 'hosts' ? found.hosts.map(({ name }) => name) : `${found.kind} ${found.status}`;
}

test('OUT-7 what DNS says of a domain', async () => {
  const exchange = (name: string, priority: number) => ({ exchange: name, priority });
  const domain = 'MX fabrikam.example';
  assert.deepEqual(await mx({ [domain]: [exchange('b', 20), exchange('a', 10)] }), ['a', 'b']);
  assert.deepEqual(await mx({ [domain]: 'ENODATA', 'AAAA fabrikam.example': ['::1'] }), ['fabrikam.example']);
  assert.equal(await mx({ [domain]: [exchange('', 0)] }), 'permanent 5.1.10');
  assert.equal(await mx({}), 'permanent 5.1.2');
  assert.equal(await mx({ [domain]: 'ESERVFAIL' }), 'temporary 4.4.3');
  assert.equal(await mx({ 'A fabrikam.example': 'ETIMEOUT' }), 'temporary 4.4.3');
  assert.deepEqual(await mx({}, 'ann@[192.0.2.1]'), ['192.0.2.1']);
  assert.deepEqual(
    await mx({ [domain]: [exchange('a', 10), exchange('hub.contoso.example', 20), exchange('c', 30)] }),
    ['a'],
  );
  assert.equal(await mx({ [domain]: [exchange('hub.contoso.example', 10)] }), 'permanent 5.4.6');
});

test('OUT-7 smart hosts as they are written', () => {
  assert.deepEqual(
    ['mx.contoso.example', 'mx.contoso.example:587', '[2001:db8::1]:2525', '2001:db8::1', '[192.0.2.1]'].map(parseHost),
    [
      { name: 'mx.contoso.example', port: 25 },
      { name: 'mx.contoso.example', port: 587 },
      { name: '2001:db8::1', port: 2525 },
      { name: '2001:db8::1', port: 25 },
      { name: '192.0.2.1', port: 25 },
    ],
  );
});
