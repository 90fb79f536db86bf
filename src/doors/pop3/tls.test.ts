import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { silentLog } from '../../platform/log.ts';
import { makeCertificates } from '../smtp/testing/certificates.ts';
import { defaultPop3Limits } from './limits.ts';
import { openPopHub, Pop3Client } from './pop3.fixture.ts';
import { Session } from './session.ts';
import { createTlsUpgrade } from './tlsUpgrade.ts';
import type { Pop3Room } from './verb.ts';
import { Wire } from './wire.ts';

const { server } = makeCertificates();

async function upgrade(client: Pop3Client): Promise<void> {
  assert.match((await client.ask('STLS')) ?? '', /^\+OK/);
  await handshake(client);
}

async function handshake(client: Pop3Client): Promise<void> {
  const raw = client.socket;
  raw.removeAllListeners('data').removeAllListeners('end');
  const socket = connect({ socket: raw, rejectUnauthorized: false });
  await new Promise<void>((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  client.attach(socket);
}

test('POP3-12 STLS: signed in, read and removed under TLS; what was said before is forgotten', async (t) => {
  const { knock, keep, left, password, door } = await openPopHub(t, { tls: server });
  const body = `.${'x'.repeat(70)}\r\n`.repeat(20_000);
  await keep(`Subject: big\r\n\r\n${body}`);
  const { client } = await knock();
  assert.ok((await client.lines('CAPA')).includes('STLS'));
  await client.ask('USER johanna@contoso.example');
  await upgrade(client);
  assert.match((await client.ask(`PASS ${password}`)) ?? '', /^-ERR USER first/);
  assert.match((await client.ask('STLS')) ?? '', /^-ERR TLS is active/);
  const offered = await client.lines('CAPA');
  assert.ok(!offered.includes('STLS') && offered.includes('SASL PLAIN'));
  await client.ask('USER johanna@contoso.example');
  assert.match((await client.ask(`PASS ${password}`)) ?? '', /^\+OK 1 messages/);
  const lines = await client.lines('RETR 1');
  assert.equal(lines.map((line) => `${line.replace(/^\./, '')}\r\n`).join(''), `Subject: big\r\n\r\n${body}`);
  await client.ask('DELE 1');
  assert.match((await client.ask('QUIT')) ?? '', /^\+OK/);
  assert.equal(await client.line(), undefined);
  assert.deepEqual(await left(), []);
  client.close();
  await door.close();
  assert.equal(door.connections(), 0);
});

test('POP3-12 plaintext behind STLS is refused and not read; a handshake that fails ends the connection', async (t) => {
  const { knock, door } = await openPopHub(t, { tls: server, limits: { handshakeMilliseconds: 100 } });
  const { client } = await knock();
  client.send('STLS\r\nUSER johanna@contoso.example\r\n');
  assert.match((await client.line()) ?? '', /^-ERR Input after STLS/);
  assert.equal(await client.line(), undefined);
  const rude = (await knock()).client;
  assert.match((await rude.ask('STLS')) ?? '', /^\+OK/);
  rude.send('this is no handshake\r\n');
  while ((await rude.line()) !== undefined);
  const slow = (await knock()).client;
  assert.match((await slow.ask('STLS')) ?? '', /^\+OK/);
  while ((await slow.line()) !== undefined);
  client.close();
  rude.close();
  slow.close();
  await door.close();
});

test('POP3-13 a peer from elsewhere is offered no password and can say none before STLS', async (t) => {
  const opened: string[] = [];
  const room: Pop3Room = {
    maildrops: {
      async open(user) {
        opened.push(user);
        return { kind: 'refused' };
      },
    },
    ...{ log: silentLog, limits: defaultPop3Limits, tlsOffered: true, tlsFirst: false },
  };
  const away = createServer({ allowHalfOpen: true }, (socket) => {
    const peer = { id: 'c1', remoteAddress: '192.0.2.7' };
    void new Session(room, new Wire(socket, defaultPop3Limits), peer, createTlsUpgrade(server)).run();
  });
  away.listen(0, '127.0.0.1');
  await once(away, 'listening');
  const client = new Pop3Client((away.address() as AddressInfo).port);
  t.after(() => {
    client.close();
    away.close();
  });
  await client.line();
  const offered = await client.lines('CAPA');
  assert.ok(offered.includes('STLS') && !offered.includes('USER') && !offered.includes('SASL PLAIN'));
  for (const command of ['USER johanna@contoso.example', 'PASS secret', 'AUTH PLAIN AGEAYg==', 'AUTH PLAIN']) {
    assert.match((await client.ask(command)) ?? '', /^-ERR Passwords are taken over TLS only/, command);
  }
  assert.deepEqual(opened, []);
  await upgrade(client);
  assert.ok((await client.lines('CAPA')).includes('SASL PLAIN'));
  assert.match((await client.ask('AUTH PLAIN AGEAYg==')) ?? '', /^-ERR \[AUTH\]/);
  assert.deepEqual(opened, ['a']);
});

test('POP3-16 POP3S: TLS before the greeting, passwords taken, STLS not offered; who speaks in clear hears nothing', async (t) => {
  const { knock, door, keep, password } = await openPopHub(t, {
    ...{ tls: server, tlsFirst: true, limits: { handshakeMilliseconds: 200 } },
  });
  await keep('Subject: one\r\n\r\nbody\r\n');
  const client = new Pop3Client(door.port);
  t.after(() => client.close());
  await handshake(client);
  assert.match((await client.line()) ?? '', /^\+OK/);
  const offered = await client.lines('CAPA');
  assert.ok(!offered.includes('STLS') && offered.includes('SASL PLAIN'));
  assert.match((await client.ask('STLS')) ?? '', /^-ERR/);
  await client.ask('USER johanna@contoso.example');
  assert.match((await client.ask(`PASS ${password}`)) ?? '', /^\+OK 1 messages/);
  assert.deepEqual(await client.lines('RETR 1'), ['Subject: one', '', 'body']);
  await client.ask('QUIT');
  const { client: clear, greeting } = await knock();
  assert.equal(greeting, undefined);
  clear.close();
});
