import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type ConnectionOptions, connect } from 'node:tls';
import { type Certificates, makeCertificates } from './testing/certificates.ts';
import type { Client } from './testing/client.ts';
import { openDoor } from './testing/openDoor.ts';
import { recordingIntake } from './testing/recordingIntake.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** STARTTLS and the handshake; the client then speaks under TLS. */
async function upgrade(client: Client, options: ConnectionOptions = {}): Promise<void> {
  assert.match((await client.ask('STARTTLS')) ?? '', /^220 /);
  const raw = client.socket;
  raw.removeAllListeners('data').removeAllListeners('end');
  const socket = connect({ socket: raw, rejectUnauthorized: false, ...options });
  await new Promise<void>((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  client.attach(socket);
}

describe('STARTTLS and AUTH', () => {
  let certificates: Certificates;
  before(() => {
    certificates = makeCertificates();
  });
  const open = (intake = recordingIntake()) =>
    openDoor({ intake, tls: { ...certificates.server, ca: certificates.ca } });

  it('SMTP-9 offers STARTTLS before TLS only, and forgets what was said before it', async () => {
    await using house = await open();
    const client = await house.begin();
    await upgrade(client);
    assert.match((await client.ask('RCPT TO:<jakob@contoso.example>')) ?? '', /^503 5\.5\.1 Introduce/);
    client.send('EHLO mail.fabrikam.example\r\n');
    const offered: string[] = [];
    for (let line = await client.line(); line !== undefined; line = await client.line()) {
      offered.push(line.slice(4));
      if (line[3] === ' ') break;
    }
    assert.ok(!offered.includes('STARTTLS'));
    assert.ok(offered.includes('AUTH PLAIN LOGIN'));
    assert.match((await client.ask('DATA')) ?? '', /^503/);
    assert.match((await client.ask('STARTTLS')) ?? '', /^503/);
  });

  it('SMTP-9 refuses plaintext behind STARTTLS and does not read it', async () => {
    await using house = await open();
    const client = house.knock();
    await client.reply();
    await client.ask('EHLO mail.fabrikam.example');
    client.send('STARTTLS\r\nMAIL FROM:<evil@fabrikam.example>\r\n');
    assert.match((await client.reply()) ?? '', /^554 5\.5\.1/);
    assert.equal(await client.line(), undefined);
    assert.equal(house.intake.connections.length, 0);
  });

  it('SMTP-9 takes a message under TLS octet for octet', async () => {
    await using house = await open();
    const client = house.knock();
    await client.reply();
    await client.ask('EHLO mail.fabrikam.example');
    await upgrade(client);
    await client.ask('EHLO mail.fabrikam.example');
    await client.ask('MAIL FROM:<tailspin@fabrikam.example>');
    await client.ask('RCPT TO:<johanna@contoso.example>');
    await client.ask('DATA');
    const lines = `${'x'.repeat(70)}\r\n`.repeat(5000);
    assert.match((await client.ask(`${lines}.`)) ?? '', /^250/);
    assert.equal(house.intake.messages[0]?.content, lines);
    assert.equal(house.intake.messages[0]?.envelope.connection.tls, true);
    assert.match((await client.ask('QUIT')) ?? '', /^221/);
    assert.equal(await client.line(), undefined);
  });

  for (const [whose, names] of [
    ['client', ['home.contoso.example', 'mx1.contoso.example']],
    ['impostor', []],
    [undefined, []],
  ] as const) {
    it(`SMTP-11 gives the intake the names of a certificate that verified: ${whose ?? 'none'}`, async () => {
      await using house = await open();
      const client = house.knock();
      await client.reply();
      await client.ask('EHLO mail.fabrikam.example');
      await upgrade(client, whose === undefined ? {} : certificates[whose]);
      await client.ask('EHLO mail.fabrikam.example');
      assert.match((await client.ask('MAIL FROM:<>')) ?? '', /^250/);
      assert.deepEqual(house.intake.connections[0]?.certificateNames, names);
    });
  }

  it('SMTP-10 takes AUTH under TLS, tells each mistake apart, and knows the user afterwards', async () => {
    await using house = await open();
    const client = house.knock();
    await client.reply();
    await client.ask('EHLO mail.fabrikam.example');
    assert.match((await client.ask(`AUTH PLAIN ${base64('\0home\0right')}`)) ?? '', /^538 5\.7\.11/);
    await upgrade(client);
    await client.ask('EHLO mail.fabrikam.example');
    assert.match((await client.ask('AUTH CRAM-MD5')) ?? '', /^504 5\.5\.4/);
    assert.match((await client.ask('AUTH PLAIN ???')) ?? '', /^501 5\.5\.2/);
    assert.match((await client.ask(`AUTH PLAIN ${base64('\0home\0wrong')}`)) ?? '', /^535 5\.7\.8/);
    assert.match((await client.ask('AUTH PLAIN')) ?? '', /^334 $/);
    assert.match((await client.ask('*')) ?? '', /^501 5\.7\.0/);
    assert.match((await client.ask('AUTH LOGIN')) ?? '', /^334 VXNlcm5hbWU6$/);
    assert.match((await client.ask(base64('home'))) ?? '', /^334 UGFzc3dvcmQ6$/);
    assert.match((await client.ask(base64('right'))) ?? '', /^235 2\.7\.0/);
    assert.match((await client.ask('AUTH LOGIN')) ?? '', /^503/);
    assert.match((await client.ask('MAIL FROM:<> AUTH=<>')) ?? '', /^250/);
    assert.equal(house.intake.connections[0]?.authenticatedAs, 'home');
  });

  it('SMTP-10 answers a line of AUTH that is too long, and the exchange is over', async () => {
    await using house = await open();
    const client = house.knock();
    await client.reply();
    await client.ask('EHLO mail.fabrikam.example');
    await upgrade(client);
    await client.ask('EHLO mail.fabrikam.example');
    await client.ask('AUTH PLAIN');
    assert.match((await client.ask('x'.repeat(5000))) ?? '', /^500 5\.5\.6/);
    assert.match((await client.ask('NOOP')) ?? '', /^250/);
  });

  it('SMTP-18 lets an address in that earned trust by AUTH, beyond its limit of connections', async () => {
    const intake = recordingIntake({ trusted: ({ authenticatedAs }) => authenticatedAs === 'home' });
    await using house = await openDoor({
      intake,
      tls: certificates.server,
      limits: { connectionsPerAddress: 1 },
    });
    const client = house.knock();
    await client.reply();
    const stranger = house.knock();
    assert.match((await stranger.reply()) ?? '', /^421 4\.7\.0/);
    await client.ask('EHLO mail.fabrikam.example');
    await upgrade(client);
    await client.ask('EHLO mail.fabrikam.example');
    await client.ask(`AUTH PLAIN ${base64('\0home\0right')}`);
    assert.match((await house.knock().reply()) ?? '', /^220/);
  });
});
