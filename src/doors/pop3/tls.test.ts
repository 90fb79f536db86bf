import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { makeCertificates } from '../smtp/testing/certificates.ts';
import { openPopHub, type Pop3Client } from './pop3.fixture.ts';

const { server } = makeCertificates();

async function upgrade(client: Pop3Client): Promise<void> {
  assert.match((await client.ask('STLS')) ?? '', /^\+OK/);
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
