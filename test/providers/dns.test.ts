import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type Observed, type Provider, ProviderRefusal, type Wanted } from '../../src/connection/provider.ts';
import { createDnsProvider, type DnsProviderOptions } from '../../src/connection/providers/dns/provider.ts';
import { textData } from '../../src/connection/providers/dns/recordData.ts';
import { sendChange } from '../../src/connection/providers/dns/sendChange.ts';
import { createDns } from '../../src/connection/providers/outside.ts';
import type { DesiredConnection } from '../../src/connection/types.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { type Bind, startBind } from '../peers/bind.ts';
import { connectionFrom } from './connection.ts';

const zones = {
  'contoso.example': `
@ IN MX 10 mx1
@ IN MX 20 mx2.elsewhere.example.
@ IN TXT "v=spf1  include:_spf.mailer.example  -all"
@ IN TXT "other-proof=1234"
mx1 IN A 192.0.2.1
taken._domainkey IN CNAME somebody.else.example.
`,
  'mailer.example':
    '_spf IN TXT "v=spf1 ip4:192.0.2.0/24 a:mx1.mailer.example -all"\nmx1 IN A 192.0.2.2\nsub IN NS ns.nowhere.example.\n',
  'outlook.com': 'spf.protection IN TXT "v=spf1 ip4:198.51.100.0/24 -all"\n',
  // A record that asks for nine more, and one whose answers do not fit into a datagram.
  'greedy.example': `@ IN TXT "v=spf1 ${Array.from({ length: 10 }, (_, n) => `a:h${n}.greedy.example`).join(' ')} -all"
h0 IN A 192.0.2.3
${Array.from({ length: 9 }, (_, n) => `h${n + 1} IN A 192.0.2.3`).join('\n')}
${Array.from({ length: 60 }, (_, n) => `long IN TXT "filler number ${n} ${'x'.repeat(60)}"`).join('\n')}
`,
  'loop.example': '@ IN TXT "v=spf1 include:loop.example -all"\n',
};

const microsoft = connectionFrom({
  hub: '{ kind: microsoft365, tenant: contoso, credentials: { clientId: x, secret: env:X } }',
  dns: '{ kind: rfc2136, server: 127.0.0.1:53, zone: contoso.example, tsigKey: { name: passerelle-update, secret: env:KEY } }',
});
const proof = { name: 'contoso.example', type: 'TXT' as const, value: 'MS=ms12345678' };
const selector = {
  name: 'selector1._domainkey.contoso.example',
  type: 'CNAME' as const,
  value: 'selector1-contoso._domainkey.contoso.onmicrosoft.example',
};

function providerAt(bind: Bind, changes: Partial<DnsProviderOptions> = {}, connection: DesiredConnection = microsoft) {
  const dns =
    connection.dns.kind === 'rfc2136' ? { ...connection.dns, server: `127.0.0.1:${bind.port}` } : connection.dns;
  return createDnsProvider({
    dns,
    needs: { records: [proof, selector], sendingAddresses: [] },
    resolver: `127.0.0.1:${bind.port}`,
    clock: systemClock,
    random: systemRandom,
    readSecret: () => bind.tsigKey.secret,
    authorityPort: bind.port,
    ...changes,
  });
}

async function start(t: TestContext): Promise<Bind | undefined> {
  return startBind(t, zones);
}

async function look(provider: Provider, wanted: Wanted): Promise<Observed> {
  const observed = (await provider.read([wanted])).get(wanted.key);
  assert.ok(observed);
  return observed;
}

function wantedOf(provider: Provider, step: string, connection = microsoft): Wanted {
  const wanted = provider.want(connection).find((one) => one.step === step);
  assert.ok(wanted, `no ${step}`);
  return wanted;
}

/** What the engine does: look, write, look again. */
async function make(provider: Provider, wanted: Wanted): Promise<Observed> {
  await provider.write(wanted.key, wanted.value, await look(provider, wanted));
  return look(provider, wanted);
}

const textsOf = async (provider: ReturnType<typeof providerAt>) =>
  (await provider.zoneFragment([spfOf('include:nothing.example')])).match(/takes the place of (.*)/)?.[1];

function spfOf(term: string): Wanted {
  const wanted = wantedOf(providerFor(), 'dns.spf');
  return { ...wanted, key: `dns/SPF/contoso.example/${term}`, value: term };
}

function providerFor() {
  return createDnsProvider({
    dns: { kind: 'manual' },
    needs: { records: [], sendingAddresses: [] },
    clock: systemClock,
    random: systemRandom,
    readSecret: () => '',
  });
}

test('DNS against BIND', async (t) => {
  const bind = await start(t);
  if (bind === undefined) return;
  const provider = providerAt(bind);

  await t.test('CDNS-1 what is not there is absent, what is there is read from its servers', async () => {
    assert.deepEqual(await look(provider, wantedOf(provider, 'dns.proof')), { kind: 'absent' });
    assert.deepEqual(
      await look(provider, { ...wantedOf(provider, 'dns.proof'), key: 'dns/TXT/contoso.example/other-proof=1234' }),
      {
        kind: 'there',
        value: 'other-proof=1234',
        owner: 'unmarkable',
      },
    );
  });

  await t.test('CDNS-1 an answer too long for a datagram is read by TCP', async () => {
    const long = {
      ...wantedOf(provider, 'dns.proof'),
      key: `dns/TXT/long.greedy.example/filler number 59 ${'x'.repeat(60)}`,
    };
    assert.equal((await look(provider, long)).kind, 'there');
  });

  await t.test('CDNS-1 a server that refuses leaves the step unreadable, never absent', async () => {
    const elsewhere = { ...wantedOf(provider, 'dns.proof'), key: 'dns/TXT/nobody.example/MS=1' };
    assert.equal((await look(provider, elsewhere)).kind, 'unreadable');
  });

  await t.test('CDNS-1 a server that only points elsewhere has not said that nothing is there', async () => {
    const delegated = { ...wantedOf(provider, 'dns.proof'), key: 'dns/TXT/x.sub.mailer.example/MS=1' };
    assert.equal((await look(provider, delegated)).kind, 'unreadable');
  });

  await t.test('CDNS-1 the primary is asked although the resolver is silent', async (t) => {
    const silent = createSocket('udp4');
    t.after(() => silent.close());
    await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', () => resolve()));
    const deaf = providerAt(bind, { resolver: `127.0.0.1:${silent.address().port}` });
    assert.deepEqual(await look(deaf, wantedOf(deaf, 'dns.proof')), { kind: 'absent' });
  });

  await t.test('CDNS-4 a proof is put beside the other texts of the name and taken away again', async () => {
    const wanted = wantedOf(provider, 'dns.proof');
    assert.equal(wanted.manual, undefined, 'an update can do it');
    assert.deepEqual(await make(provider, wanted), { kind: 'there', value: proof.value, owner: 'unmarkable' });
    await provider.write(wanted.key, wanted.value, { kind: 'absent' });
    const other = { ...wanted, key: 'dns/TXT/contoso.example/other-proof=1234', value: 'other-proof=1234' };
    assert.equal((await look(provider, other)).kind, 'there');
    await provider.write(wanted.key, undefined, await look(provider, wanted));
    assert.deepEqual(await look(provider, wanted), { kind: 'absent' });
    assert.equal((await look(provider, other)).kind, 'there');
  });

  await t.test('CDNS-2 SPF is merged into the one record, octet for octet undone', async () => {
    const wanted = wantedOf(provider, 'dns.spf');
    const before = await textsOf(provider);
    assert.equal(before, '"v=spf1  include:_spf.mailer.example  -all"');
    assert.equal((await make(provider, wanted)).kind, 'there');
    assert.equal(
      await textsOf(provider),
      '"v=spf1  include:_spf.mailer.example  include:spf.protection.outlook.com -all"',
    );
    await provider.write(wanted.key, undefined, await look(provider, wanted));
    assert.equal(await textsOf(provider), before);
  });

  await t.test('CDNS-3 a merge beyond ten lookups, or in a circle, is refused before anything is written', async () => {
    for (const [term, why] of [
      ['include:greedy.example', /more than 10 DNS lookups/],
      ['include:loop.example', /includes itself/],
      ['include:nothing.mailer.example', /no SPF record/],
    ] as const) {
      const observed = await look(provider, spfOf(term));
      assert.equal(observed.kind, 'unreadable', term);
      assert.match('why' in observed ? observed.why : '', why);
    }
  });

  await t.test('CDNS-5 a selector is published; somebody else’s record of the name is not overwritten', async () => {
    const wanted = wantedOf(provider, 'dns.dkim');
    assert.equal((await make(provider, wanted)).kind, 'there');
    const ours = await look(provider, { ...wanted, value: undefined });
    assert.deepEqual(ours, { kind: 'there', value: selector.value, owner: 'unmarkable' });
    await provider.write(wanted.key, undefined, ours);
    assert.deepEqual(await look(provider, wanted), { kind: 'absent' });
    const taken = { ...wanted, key: `dns/CNAME/taken._domainkey.contoso.example/${String(wanted.value)}` };
    const there = await look(provider, taken);
    assert.deepEqual(there, { kind: 'there', value: 'somebody.else.example', owner: 'foreign' });
    await assert.rejects(provider.write(taken.key, taken.value, { kind: 'absent' }), refusal('dns.foreign'));
    assert.deepEqual(await look(provider, taken), there);
  });

  await t.test('CDNS-5 what changed since it was read is not overwritten: the primary itself refuses', async () => {
    const stale = {
      zone: 'contoso.example',
      prerequisites: [{ kind: 'noRecords' as const, name: 'contoso.example', type: 'TXT' as const }],
      remove: [],
      add: [{ name: 'contoso.example', type: 'TXT' as const, ttl: 60, data: textData('v=spf1 -all') }],
    };
    const key = { name: bind.tsigKey.name, secret: Buffer.from(bind.tsigKey.secret, 'base64') };
    const server = { address: '127.0.0.1', port: bind.port };
    const asking = { clock: systemClock, random: systemRandom, signal: AbortSignal.timeout(5000) };
    const before = await textsOf(provider);
    await assert.rejects(sendChange(server, key, stale, asking), refusal('dns.changed'));
    assert.equal(await textsOf(provider), before);
  });

  await t.test('CDNS-6 the return domain shares the MX of the domain, which itself is only looked at', async () => {
    const wanted = wantedOf(provider, 'dns.return-domain');
    assert.deepEqual(await make(provider, wanted), {
      kind: 'there',
      value: { sameAs: 'contoso.example' },
      owner: 'unmarkable',
    });
    assert.deepEqual(await provider.exchangersOf('g.contoso.example'), [
      '10 mx1.contoso.example',
      '20 mx2.elsewhere.example',
    ]);
    const ours = await look(provider, { ...wanted, value: undefined });
    assert.equal('owner' in ours && ours.owner, 'unmarkable');
    await provider.write(wanted.key, undefined, ours);
    assert.deepEqual(await look(provider, wanted), { kind: 'absent' });
    const domain = wantedOf(provider, 'dns.mx');
    await assert.rejects(
      provider.write(domain.key, ['10 hub.example'], await look(provider, domain)),
      refusal('dns.readOnly'),
    );
  });

  await t.test('CDNS-6 an MX that moved is no longer what was first seen', async () => {
    const seen = await provider.exchangersOf('contoso.example');
    assert.ok(seen);
    const needs = { records: [], sendingAddresses: [] };
    const same = providerAt(bind, { needs: { ...needs, exchangers: seen } });
    const moved = providerAt(bind, { needs: { ...needs, exchangers: ['10 mx.before.example'] } });
    const holds = wantedOf(same, 'dns.mx');
    assert.deepEqual(await look(same, holds), { kind: 'there', value: holds.value, owner: 'unmarkable' });
    const drifted = await look(moved, wantedOf(moved, 'dns.mx'));
    assert.deepEqual('value' in drifted && drifted.value, ['10 mx1.contoso.example', '20 mx2.elsewhere.example']);
  });

  await t.test('CDNS-7 an update under another secret, or another name, changes nothing and says so', async () => {
    const wanted = wantedOf(provider, 'dns.proof');
    const wrong = providerAt(bind, { readSecret: () => Buffer.from('another').toString('base64') });
    await assert.rejects(
      wrong.write(wanted.key, wanted.value, { kind: 'absent' }),
      refusal('dns.signature', /secret is another/),
    );
    const clock = { now: () => Date.now() - 3_600_000 };
    await assert.rejects(
      providerAt(bind, { clock }).write(wanted.key, wanted.value, { kind: 'absent' }),
      refusal('dns.signature', /clocks/),
    );
    const { dns } = microsoft;
    assert.equal(dns.kind, 'rfc2136');
    if (dns.kind !== 'rfc2136') return;
    const stranger = { ...dns, server: `127.0.0.1:${bind.port}`, tsigKey: { ...dns.tsigKey, name: 'stranger' } };
    await assert.rejects(
      providerAt(bind, { dns: stranger }).write(wanted.key, wanted.value, { kind: 'absent' }),
      refusal('dns.signature', /knows no key/),
    );
    assert.deepEqual(await look(provider, wanted), { kind: 'absent' });
  });

  await t.test('CDNS-8 without a primary every record is typed, from exact values and lines for the zone', async () => {
    const manual = connectionFrom({
      hub: '{ kind: microsoft365, tenant: contoso, credentials: { clientId: x, secret: env:X } }',
    });
    const typed = providerAt(bind, {}, manual);
    const wanted = typed.want(manual);
    assert.ok(wanted.every(({ manual: page }) => page !== undefined));
    const fragment = await typed.zoneFragment(wanted);
    assert.match(fragment, /^contoso\.example\. 3600 IN TXT "MS=ms12345678"$/m);
    assert.match(
      fragment,
      /^contoso\.example\. 3600 IN TXT "v=spf1 {2}include:_spf\.mailer\.example {2}include:spf\.protection\.outlook\.com -all"$/m,
    );
    const [first] = wanted;
    assert.ok(first);
    await assert.rejects(
      typed.write('dns/TXT/contoso.example/MS=ms12345678', 'MS=ms12345678', { kind: 'absent' }),
      refusal('dns.manual'),
    );
  });
});

test('CDNS-1 DNS that answers nothing leaves steps pending, and garbage is no answer', async (t) => {
  const server = createSocket('udp4');
  t.after(() => server.close());
  let asked = 0;
  server.on('message', (question, peer) => {
    asked += 1;
    // Another question's number, then octets that end too early.
    const other = Buffer.from(question);
    other.writeUInt16BE((question.readUInt16BE() + 1) % 65_536);
    server.send(other, peer.port, peer.address);
    server.send(question.subarray(0, 14), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  const parts = {
    needs: { records: [proof], sendingAddresses: [] },
    resolver: `127.0.0.1:${port}`,
    clock: systemClock,
    random: systemRandom,
    readSecret: () => '',
    mail: {},
  };
  const provider = createDns({ dns: { kind: 'manual' } }, parts);
  const wanted = provider.want(microsoft).filter(({ manual }) => manual?.provedBy === 'reading');
  for (let reading = 0; reading < 2; reading++) {
    const observed = await provider.read(wanted);
    assert.ok(asked > 0);
    for (const [key, one] of observed) assert.equal(one.kind, 'pending', key);
  }
});

function refusal(code: string, message = /./) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof ProviderRefusal, String(thrown));
    assert.equal(thrown.code, code, thrown.message);
    assert.match(thrown.message, message);
    return true;
  };
}
