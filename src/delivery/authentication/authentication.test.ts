import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { systemRandom } from '../../platform/random.ts';
import type { DnsResolver } from '../../platform/resolver.ts';
import { createDkimKeys, dkimRecord } from '../sign/dkimKey.ts';
import { messageText, openBench, start, tableResolver } from '../testing/bench.ts';
import { openPeer } from '../testing/scriptedPeer.ts';
import { openAuthenticationWorker } from './authenticationWorker.ts';

function checker(t: TestContext, resolver: DnsResolver) {
  const worker = openAuthenticationWorker({ resolver, hostname: 'hub.contoso.example' });
  t.after(() => worker.close());
  return worker;
}

const peer = { ip: '192.0.2.25', helo: 'mx.fabrikam.example', sender: 'ann@fabrikam.example' };
const fromFabrikam = Buffer.from(
  'From: ann@fabrikam.example\r\nTo: johanna@contoso.example\r\nSubject: Hello\r\nDate: Tue, 24 Nov 2026 09:00:00 +0000\r\nMessage-ID: <2@fabrikam.example>\r\n\r\nHello.\r\n',
);
const records = {
  'TXT fabrikam.example': [['v=spf1 ip4:192.0.2.0/24 -all']],
  'TXT _dmarc.fabrikam.example': [['v=DMARC1; p=reject']],
};

test('OUT-14 our own check: what a domain says of its senders', async (t) => {
  const { check } = checker(t, tableResolver(records));
  const good = await check(fromFabrikam, peer);
  assert.deepEqual([good.by, good.spf, good.dkim, good.dmarc], ['passerelle', 'pass', 'none', 'pass']);
  assert.deepEqual(good.passedDomains, ['fabrikam.example']);
  const forged = await check(fromFabrikam, { ...peer, ip: '198.51.100.7' });
  assert.deepEqual([forged.spf, forged.dmarc, forged.passedDomains], ['fail', 'fail', undefined]);
});

test('OUT-14 DNS that does not answer is a temporary error, not a pass', async (t) => {
  const { check } = checker(t, tableResolver({ ...records, 'TXT fabrikam.example': 'ESERVFAIL' }));
  const verdict = await check(fromFabrikam, peer);
  assert.equal(verdict.spf, 'temperror');
  assert.notEqual(verdict.dmarc, 'pass');
});

test('OUT-15 what the hub sends by MX is signed, with a key that stays the same', async (t) => {
  const mx = await openPeer();
  t.after(() => mx.close());
  const resolver = tableResolver({
    'MX fabrikam.example': [{ exchange: 'mx.fabrikam.example', priority: 10 }],
    'A mx.fabrikam.example': ['127.0.0.1'],
  });
  const bench = await openBench(t, { connectors: [{ useMxRecord: true }], resolver, limits: { mxPort: mx.port } });
  await bench.enqueue();
  await bench.traced(1);
  const octets = mx.messages[0]?.octets ?? Buffer.alloc(0);
  assert.match(octets.toString(), /^DKIM-Signature: /);
  assert.ok(octets.toString().endsWith(messageText));

  const again = createDkimKeys({ store: bench.store, clock: { now: () => start }, random: systemRandom });
  const { name, text } = dkimRecord(await again.of('contoso.example'));
  const { check } = checker(t, tableResolver({ [`TXT ${name}`]: [[text]] }));
  const verdict = await check(octets, {
    ip: '127.0.0.1',
    helo: 'hub.contoso.example',
    sender: 'johanna@contoso.example',
  });
  assert.deepEqual([verdict.dkim, verdict.passedDomains], ['pass', ['contoso.example']]);
  const changed = await check(Buffer.from(octets.toString().replace('See you', 'See me')), peer);
  assert.notEqual(changed.dkim, 'pass');
});

test('OUT-15 passed mail, and mail by a smart host, is left as it is', async (t) => {
  const mx = await openPeer();
  t.after(() => mx.close());
  const resolver = tableResolver({ 'MX fabrikam.example': [{ exchange: 'localhost', priority: 10 }] });
  const bench = await openBench(t, {
    connectors: [{ useMxRecord: true }, { name: 'smart', smartHosts: [`127.0.0.1:${mx.port}`] }],
    resolver,
    limits: { mxPort: mx.port },
  });
  await bench.enqueue({ origin: 'passed' });
  await bench.enqueue({ connector: 'smart' });
  await bench.traced(2);
  for (const { octets } of mx.messages) assert.equal(octets.toString(), messageText);
});
