import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import test, { type TestContext } from 'node:test';
import { createContentCipher } from './contentCipher.ts';
import { jobWith, messageText, openBench, start, tableResolver } from './testing/bench.ts';
import { authority } from './testing/certificate.ts';
import { openPeer, type PeerScript } from './testing/scriptedPeer.ts';

async function peer(t: TestContext, script?: PeerScript) {
  const opened = await openPeer(script);
  t.after(() => opened.close());
  return opened;
}

test('OUT-1 a job is delivered once, and finished with the trace that holds the reply', async (t) => {
  const mx = await peer(t);
  const bench = await openBench(t, { connectors: [{ smartHosts: [`127.0.0.1:${mx.port}`] }] });
  await bench.enqueue();
  const [record] = await bench.traced(1);
  assert.equal(record?.decision, 'delivered');
  assert.equal(record?.effect, '250 2.0.0 Ok: queued as 4F2');
  assert.equal(record?.peer, `127.0.0.1:${mx.port}`);
  assert.equal(record?.size, messageText.length);
  assert.deepEqual(await bench.store.reads.jobs({ limit: 9 }), []);
  const [message] = mx.messages;
  assert.equal(message?.octets.toString(), messageText);
  assert.match(message?.from ?? '', /^MAIL FROM:<johanna@contoso\.example>/);
  assert.equal(message?.to, 'RCPT TO:<ann@fabrikam.example>');
});

test('OUT-2 one connection serves message after message', async (t) => {
  const mx = await peer(t);
  const bench = await openBench(t, { connectors: [{ smartHosts: [`127.0.0.1:${mx.port}`], concurrency: 1 }] });
  for (let count = 0; count < 3; count++) {
    await bench.enqueue();
    await bench.traced(1);
  }
  assert.equal(mx.messages.length, 3);
  assert.equal(mx.sessions(), 1);
});

test('OUT-2 a connection the peer has left is replaced, not counted against the message', async (t) => {
  const mx = await peer(t, { reply: (line, session) => (line === 'RSET' && session === 1 ? 'close' : undefined) });
  const bench = await openBench(t, { connectors: [{ smartHosts: [`127.0.0.1:${mx.port}`] }] });
  await bench.enqueue();
  await bench.traced(1);
  await bench.enqueue();
  const [record] = await bench.traced(1);
  assert.equal(record?.decision, 'delivered');
  assert.equal(mx.sessions(), 2);
});

test('OUT-3 no more connections than the connector allows', async (t) => {
  let open = 0;
  let most = 0;
  const mx = await peer(t, {
    reply(line) {
      if (line.startsWith('MAIL')) most = Math.max(most, ++open);
      if (line === '.') open--;
      return undefined;
    },
  });
  const bench = await openBench(t, { connectors: [{ smartHosts: [`127.0.0.1:${mx.port}`], concurrency: 3 }] });
  const jobs = Array.from({ length: 30 }, () => ({ type: 'enqueue' as const, job: jobWith() }));
  await bench.store.commit(jobs);
  bench.delivery.wake();
  await bench.traced(30);
  assert.equal(mx.messages.length, 30);
  assert.ok(mx.sessions() <= 3 && most <= 3, `${mx.sessions()} connections, ${most} at a time`);
});

test('OUT-4 4xx is tried again later, 5xx is given up with a report, at once', async (t) => {
  const mx = await peer(t, {
    reply(line) {
      if (line.includes('<later@')) return '451 4.7.1 Greylisted';
      if (line.includes('<nobody@')) return '550 5.1.1 No such user';
      return undefined;
    },
  });
  const home = await peer(t);
  const bench = await openBench(t, {
    connectors: [
      { smartHosts: [`127.0.0.1:${mx.port}`] },
      { name: 'To home', recipientDomains: ['g.contoso.example'], smartHosts: [`127.0.0.1:${home.port}`] },
    ],
  });
  const later = await bench.enqueue({ recipient: 'later@fabrikam.example' });
  const [deferred] = await bench.traced(1);
  assert.deepEqual([deferred?.decision, deferred?.effect], ['deferred', '451 4.7.1 Greylisted']);
  const [waiting] = await bench.store.reads.jobs({ limit: 9 });
  assert.equal(waiting?.id, later.id);
  assert.equal(waiting?.attempts, 1);
  assert.equal(waiting?.lastError, '451 4.7.1 Greylisted');
  assert.ok((waiting?.dueAt ?? 0) >= start + 48_000 && (waiting?.dueAt ?? 0) <= start + 72_000);

  await bench.enqueue({ recipient: 'nobody@fabrikam.example' });
  const [failed, told] = await bench.traced(2);
  assert.deepEqual([failed?.decision, failed?.effect], ['failed', '550 5.1.1 No such user']);
  assert.deepEqual([told?.decision, told?.recipient, told?.sender], ['delivered', 'johanna@g.contoso.example', '']);
  const [report] = home.messages;
  assert.match(report?.from ?? '', /^MAIL FROM:<>/);
  const text = report?.octets.toString() ?? '';
  assert.match(text, /^Subject: Non remis/m);
  assert.match(text, /^Content-Type: multipart\/report;\s[^:]*report-type=delivery-status/m);
  assert.match(text, /^Action: failed\r$/m);
  assert.match(text, /^Status: 5\.1\.1\r$/m);
  assert.match(text, /^Final-Recipient: rfc822; nobody@fabrikam\.example\r$/m);
  assert.match(text, /^Diagnostic-Code: smtp; 550 5\.1\.1 No such user\r$/m);
  assert.match(text, /^Subject: Site visit\r$/m);
  assert.doesNotMatch(text, /See you there/);
});

test('OUT-5 a report is never answered by another, and NOTIFY=NEVER and the null sender get none', async (t) => {
  const mx = await peer(t, { reply: (line) => (line.startsWith('RCPT') ? '550 5.1.1 No such user' : undefined) });
  const bench = await openBench(t, { connectors: [{ smartHosts: [`127.0.0.1:${mx.port}`] }] });
  await bench.enqueue({ origin: 'dsn', sender: '' });
  await bench.enqueue({ origin: 'passed', sender: '' });
  await bench.enqueue({ origin: 'passed', sender: 'ann@fabrikam.example', notify: ['NEVER'] });
  const records = await bench.traced(3);
  assert.deepEqual(
    records.map(({ decision }) => decision),
    ['failed', 'failed', 'failed'],
  );
  assert.deepEqual(await bench.store.reads.jobs({ limit: 9 }), []);
});

test('OUT-6 what the originator asked goes on to a peer that offers DSN; for one that does not, SUCCESS is answered here', async (t) => {
  const able = await peer(t, { extensions: ['DSN', 'SIZE 1000000'] });
  const unable = await peer(t);
  const bench = await openBench(t, {
    connectors: [
      { name: 'able', recipientDomains: ['able.example'], smartHosts: [`127.0.0.1:${able.port}`] },
      { name: 'unable', smartHosts: [`127.0.0.1:${unable.port}`] },
    ],
  });
  const asked = {
    origin: 'passed',
    sender: 'ann@fabrikam.example',
    notify: ['SUCCESS', 'FAILURE'],
    envelopeId: 'Q=1',
    originalRecipient: 'jo@contoso.example',
  } as const;
  await bench.enqueue({ ...asked, connector: 'able' });
  await bench.traced(1);
  assert.match(able.lines.find((line) => line.startsWith('MAIL')) ?? '', / RET=HDRS ENVID=Q\+3D1/);
  assert.match(
    able.lines.find((line) => line.startsWith('RCPT')) ?? '',
    / NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;jo@contoso\.example/,
  );
  assert.deepEqual(await bench.store.reads.jobs({ limit: 9 }), []);

  await bench.enqueue({ ...asked, connector: 'unable' });
  await bench.traced(2);
  const report = unable.messages[1]?.octets.toString() ?? '';
  assert.match(report, /^Action: relayed\r$/m);
  assert.match(report, /^Original-Envelope-Id: Q=1\r$/m);
  assert.match(report, /^Original-Recipient: rfc822; jo@contoso\.example\r$/m);
});

test('OUT-7 smart hosts in order: the next one when the first can not be spoken with', async (t) => {
  const busy = await peer(t, { reply: (line) => (line.startsWith('EHLO') ? '421 4.3.2 busy' : undefined) });
  const mx = await peer(t);
  const bench = await openBench(t, {
    connectors: [{ smartHosts: [`127.0.0.1:${busy.port}`, `127.0.0.1:${mx.port}`] }],
  });
  await bench.enqueue();
  const [record] = await bench.traced(1);
  assert.equal(record?.peer, `127.0.0.1:${mx.port}`);
});

test('OUT-7 MX hosts by preference, the next one when the first is not there', async (t) => {
  const mx = await peer(t);
  const resolver = tableResolver({
    'MX fabrikam.example': [
      { exchange: 'second.fabrikam.example', priority: 20 },
      { exchange: 'first.fabrikam.example', priority: 10 },
    ],
    'A first.fabrikam.example': ['127.0.0.2'],
    'A second.fabrikam.example': ['127.0.0.1'],
  });
  const bench = await openBench(t, { connectors: [{ useMxRecord: true }], resolver, limits: { mxPort: mx.port } });
  await bench.enqueue({ origin: 'passed' });
  const [record] = await bench.traced(1);
  assert.deepEqual([record?.decision, record?.peer], ['delivered', `second.fabrikam.example:${mx.port}`]);
});

test('OUT-8 content that was streamed in leaves as it came, header first', async (t) => {
  const mx = await peer(t);
  const bench = await openBench(t, { connectors: [{ smartHosts: [`127.0.0.1:${mx.port}`] }] });
  const key = randomBytes(32);
  const cipher = createContentCipher(key, 'content-1');
  const body = Buffer.from(`${'0123456789abcdef\r\n'.repeat(40_000)}`);
  for (const [sequence, from] of [0, 300_000, 600_000].entries()) {
    const octets = cipher.update(body.subarray(from, from + 300_000));
    await bench.store.commit([{ type: 'addContent', contentId: 'content-1', sequence, octets, at: start }]);
  }
  const header = Buffer.from('Subject: Plans\r\n\r\n');
  await bench.enqueue({ origin: 'passed', message: { type: 'content', contentId: 'content-1', key, header } });
  const [record] = await bench.traced(1);
  assert.equal(record?.size, header.length + body.length);
  const sha = (octets: Buffer) => createHash('sha256').update(octets).digest('hex');
  assert.equal(sha(mx.messages[0]?.octets ?? header), sha(Buffer.concat([header, body])));
});

test('OUT-9 TLS as the connector says', async (t) => {
  const secure = await peer(t, { tls: true });
  const plain = await peer(t);
  const host = `mx.fabrikam.example:${secure.port}`;
  const resolver = tableResolver({ 'A mx.fabrikam.example': ['127.0.0.1'], 'A other.example': ['127.0.0.1'] });
  const connectors = [
    { name: 'opportunistic', smartHosts: [host] },
    { name: 'opportunistic, none offered', smartHosts: [`127.0.0.1:${plain.port}`] },
    { name: 'encryption, none offered', smartHosts: [`127.0.0.1:${plain.port}`], tlsSettings: 'EncryptionOnly' },
    { name: 'encryption', smartHosts: [host], tlsSettings: 'EncryptionOnly' },
    { name: 'certificate', smartHosts: [`other.example:${secure.port}`], tlsSettings: 'CertificateValidation' },
    { name: 'domain', smartHosts: [host], tlsSettings: 'DomainValidation', tlsDomain: '*.fabrikam.example' },
    { name: 'wrong domain', smartHosts: [host], tlsSettings: 'DomainValidation', tlsDomain: 'mx.contoso.example' },
  ] as const;
  const bench = await openBench(t, { connectors, resolver, tlsAuthorities: [authority] });
  const outcome = async (connector: string) => {
    await bench.enqueue({ connector });
    return (await bench.traced(1))[0]?.decision;
  };
  assert.equal(await outcome('opportunistic'), 'delivered');
  assert.equal(secure.messages.at(-1)?.tls, true);
  assert.equal(await outcome('opportunistic, none offered'), 'delivered');
  assert.equal(await outcome('encryption, none offered'), 'deferred');
  assert.equal(await outcome('encryption'), 'delivered');
  assert.equal(await outcome('certificate'), 'delivered');
  assert.equal(await outcome('domain'), 'delivered');
  assert.equal(await outcome('wrong domain'), 'deferred');
  assert.ok(secure.messages.every(({ tls }) => tls));
});

test('OUT-9 a chain that does not verify is not delivered to', async (t) => {
  const secure = await peer(t, { tls: true });
  const bench = await openBench(t, {
    connectors: [{ smartHosts: [`127.0.0.1:${secure.port}`], tlsSettings: 'CertificateValidation' }],
  });
  await bench.enqueue();
  const [record] = await bench.traced(1);
  assert.equal(record?.decision, 'deferred');
  assert.equal(secure.messages.length, 0);
});

test('OUT-10 AUTH towards the smart host; a wrong password is no reason to bounce', async (t) => {
  const good = Buffer.from('\0relay\0open sesame').toString('base64');
  const mx = await peer(t, {
    extensions: ['AUTH PLAIN'],
    reply: (line) => {
      if (!line.startsWith('AUTH')) return undefined;
      return line === `AUTH PLAIN ${good}` ? '235 2.7.0 welcome' : '535 5.7.8 no';
    },
  });
  let password = 'wrong';
  const bench = await openBench(t, {
    connectors: [{ smartHosts: [`127.0.0.1:${mx.port}`], auth: { user: 'relay', secret: 'env:RELAY' } }],
    secretOf: (reference) => (reference === 'env:RELAY' ? password : ''),
  });
  await bench.enqueue();
  assert.equal((await bench.traced(1))[0]?.decision, 'deferred');
  password = 'open sesame';
  await bench.enqueue();
  assert.equal((await bench.traced(1))[0]?.decision, 'delivered');
});

test('OUT-4 a job that has expired is given up, and its originator told what was the matter', async (t) => {
  const bench = await openBench(t, { connectors: [{ smartHosts: ['127.0.0.1:1'] }] });
  const job = await bench.enqueue({ expiresAt: start });
  const [record] = await bench.traced(1);
  assert.equal(record?.decision, 'failed');
  assert.match(record?.effect ?? '', /^expired: .*ECONNREFUSED/);
  const [report] = await bench.store.reads.jobs({ limit: 9 });
  assert.equal(report?.idempotencyKey, `dsn:failed:${job.id}`);
});

test('OUT-11 jobs of a connector that is gone wait for it to come back', async (t) => {
  const bench = await openBench(t, { connectors: [] });
  await bench.enqueue();
  const [record] = await bench.traced(1);
  assert.deepEqual([record?.decision, record?.effect], ['deferred', "no outbound connector 'To outside'"]);
});

test('OUT-12 a stop breaks off what is under way and loses nothing', async (t) => {
  const heard = Promise.withResolvers<void>();
  const mx = await peer(t, {
    reply(line) {
      if (line !== '.') return undefined;
      heard.resolve();
      // A line that says there is more to come: the reply never ends.
      return '250-';
    },
  });
  const bench = await openBench(t, { connectors: [{ smartHosts: [`127.0.0.1:${mx.port}`], concurrency: 1 }] });
  await bench.store.commit(Array.from({ length: 3 }, () => ({ type: 'enqueue' as const, job: jobWith() })));
  bench.delivery.wake();
  await heard.promise;
  await bench.delivery.stop(0);
  const jobs = await bench.store.reads.jobs({ limit: 9 });
  assert.deepEqual(jobs.map(({ attempts }) => attempts).toSorted(), [0, 0, 1]);
});

test('OUT-13 validating a connector says what the peer said', async (t) => {
  const mx = await peer(t, { reply: (line) => (line.includes('<no@') ? '550 5.7.1 not you' : undefined) });
  const bench = await openBench(t, { connectors: [] });
  const connector = {
    name: 'new',
    enabled: false,
    recipientDomains: ['*'],
    isTransportRuleScoped: false,
    useMxRecord: false,
  };
  const full = { ...connector, smartHosts: [`127.0.0.1:${mx.port}`], tlsSettings: null, concurrency: 1 } as const;
  const good = await bench.delivery.validate(full, 'yes@fabrikam.example');
  assert.equal(good.kind, 'delivered');
  const bad = await bench.delivery.validate(full, 'no@fabrikam.example');
  assert.deepEqual([bad.kind, bad.reply], ['permanent', '550 5.7.1 not you']);
});
