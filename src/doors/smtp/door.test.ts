import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Incoming, IncomingResult } from '../../pipeline/intake.ts';
import type { Log } from '../../platform/log.ts';
import { silentLog } from '../../platform/log.ts';
import { openDoor } from './testing/openDoor.ts';
import { recordingIntake } from './testing/recordingIntake.ts';

/** A promise and its key. */
function gate<T = void>() {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { promise, open: resolve };
}

const accepted: IncomingResult = { outcome: { kind: 'accepted', text: 'committed' } };

function intakeOf(incoming: Partial<Incoming>) {
  return recordingIntake({
    begin: () => ({ write() {}, end: async () => accepted, abort() {}, ...incoming }),
  });
}

describe('SMTP door', () => {
  it('SMTP-4 holds later commands until the commit, then answers all in order', async () => {
    const commit = gate<IncomingResult>();
    const ending = gate();
    const intake = intakeOf({
      end() {
        ending.open();
        return commit.promise;
      },
    });
    await using house = await openDoor({ intake });
    const client = await house.begin();
    await client.ask('DATA');
    client.send('x\r\n.\r\nMAIL FROM:<next@fabrikam.example>\r\nNOOP\r\n');
    await ending.promise;
    const before = intake.connections.length;
    commit.open(accepted);
    assert.match((await client.reply()) ?? '', /^250 2\.0\.0 committed/);
    assert.match((await client.reply()) ?? '', /^250 2\.1\.0/);
    assert.match((await client.reply()) ?? '', /^250 2\.0\.0/);
    assert.equal(before, 1);
    assert.equal(intake.connections.length, 2);
  });

  it('SMTP-5 logs the stack of a fault and tells the peer nothing of it', async () => {
    const stacks: unknown[] = [];
    const log: Log = { ...silentLog, error: ({ stack }) => stacks.push(stack) };
    const intake = intakeOf({
      write() {
        throw new Error('the scanner is gone');
      },
    });
    await using house = await openDoor({ intake, log });
    const client = await house.begin();
    await client.ask('DATA');
    assert.equal(await client.ask('x\r\n.'), '451 4.3.0 Local problem, try again later');
    assert.match(String(stacks[0]), /the scanner is gone[\s\S]*at /);
    assert.match((await client.ask('NOOP')) ?? '', /^250/);
  });

  it('SMTP-7 reads no more than it holds while the intake asks for time, and loses nothing', async () => {
    const asked = gate();
    const ready = gate();
    let taken = 0;
    let first = true;
    const intake = intakeOf({
      write(piece) {
        taken += piece.length;
        if (!first) return undefined;
        first = false;
        asked.open();
        return ready.promise;
      },
    });
    await using house = await openDoor({ intake });
    const client = await house.begin();
    await client.ask('DATA');
    const content = Buffer.from(`${'x'.repeat(1022)}\r\n`.repeat(32 * 1024));
    client.socket.write(content);
    client.send('.\r\n');
    await asked.promise;
    // The socket's own buffers fill up, then the peer can't write: 32 MB fit nowhere else.
    await new Promise<void>((resolve) => {
      let last = -1;
      const watch = setInterval(() => {
        if (client.socket.bytesWritten === last && client.socket.writableLength > 0) {
          clearInterval(watch);
          resolve();
        }
        last = client.socket.bytesWritten;
      }, 20);
    });
    assert.ok(client.socket.writableLength > 0);
    assert.ok(taken <= 64 * 1024);
    ready.open();
    assert.match((await client.reply()) ?? '', /^250/);
    assert.equal(taken, content.length);
  });

  it('SMTP-8 aborts a message whose connection ends before its end', async () => {
    const aborted = gate<string>();
    const intake = intakeOf({ abort: aborted.open });
    await using house = await openDoor({ intake });
    const client = await house.begin();
    await client.ask('DATA');
    client.send('half a mess');
    client.close();
    assert.equal(await aborted.promise, 'connection ended');
  });

  it('SMTP-8 aborts a message whose peer closes its side before its end', async () => {
    const aborted = gate<string>();
    const intake = intakeOf({ abort: aborted.open });
    await using house = await openDoor({ intake });
    const client = await house.begin();
    await client.ask('DATA');
    client.socket.end('half a message\r\n');
    await aborted.promise;
  });

  it('SMTP-4 answers what came before the peer closed its side', async () => {
    await using house = await openDoor();
    const client = await house.begin();
    client.socket.end('DATA\r\nx\r\n.\r\nNOOP\r\n');
    assert.match((await client.reply()) ?? '', /^354/);
    assert.match((await client.reply()) ?? '', /^250 2\.0\.0 committed/);
    assert.match((await client.reply()) ?? '', /^250 2\.0\.0/);
    assert.equal(await client.line(), undefined);
  });

  it('SMTP-16 gives the intake the decoded envelope', async () => {
    await using house = await openDoor();
    const client = house.knock();
    await client.reply();
    await client.ask('EHLO mail.fabrikam.example');
    await client.ask('MAIL FROM:<Tailspin@Fabrikam.Example> SIZE=9 BODY=8BITMIME RET=HDRS ENVID=a+2Bb SMTPUTF8');
    await client.ask('RCPT TO:<Johanna@Contoso.Example> NOTIFY=delay,FAILURE ORCPT=rfc822;jo+40contoso.example');
    await client.ask('RCPT TO:<jakob@contoso.example> NOTIFY=NONE ORCPT=utf-8;j\\x{E9}@contoso.example');
    await client.ask('DATA');
    await client.ask('x\r\n.');
    const { connection, ...envelope } = house.intake.messages[0]?.envelope ?? {};
    assert.deepEqual(envelope, {
      sender: 'Tailspin@fabrikam.example',
      smtpUtf8: true,
      body: '8BITMIME',
      declaredSize: 9,
      envelopeId: 'a+b',
      recipients: [
        { address: 'Johanna@contoso.example', notify: ['FAILURE', 'DELAY'], originalRecipient: 'jo@contoso.example' },
        { address: 'jakob@contoso.example', notify: ['NEVER'], originalRecipient: 'jé@contoso.example' },
      ],
    });
    assert.deepEqual(
      { ...connection, id: undefined },
      {
        id: undefined,
        remoteAddress: '127.0.0.1',
        greeting: 'mail.fabrikam.example',
        protocol: 'ESMTP',
        tls: false,
        certificateNames: [],
      },
    );
  });

  it('SMTP-18 does not bind a trusted peer by conduct, and binds it by the total of connections', async () => {
    const intake = recordingIntake({ trusted: () => true });
    const limits = {
      connections: 2,
      connectionsPerAddress: 1,
      messagesPerMinute: 1,
      maxBadCommands: 1,
      maxCommands: 4,
    };
    await using house = await openDoor({ intake, limits });
    const first = await house.begin();
    const second = await house.begin();
    assert.match((await second.ask('BOGUS')) ?? '', /^500/);
    assert.match((await second.ask('BOGUS')) ?? '', /^500/);
    assert.match((await first.ask('RSET')) ?? '', /^250/);
    assert.match((await first.ask('MAIL FROM:<>')) ?? '', /^250/);
    assert.equal(house.door.connections(), 2);
    assert.match((await house.knock().reply()) ?? '', /^421 4\.3\.2/);
  });

  it('SMTP-20 lets a message under way finish when the door closes, and tells others 421', async () => {
    await using house = await openDoor();
    const busy = await house.begin();
    await busy.ask('DATA');
    const idle = house.knock();
    await idle.reply();
    const closed = house.door.close();
    assert.match((await idle.reply()) ?? '', /^421 4\.3\.2/);
    idle.close();
    assert.match((await busy.ask('x\r\n.')) ?? '', /^250 2\.0\.0 committed/);
    assert.match((await busy.reply()) ?? '', /^421 4\.3\.2/);
    busy.close();
    await closed;
    assert.equal(house.door.connections(), 0);
  });

  it('SMTP-20 closes after the grace period although a peer goes on', async () => {
    const aborted = gate<string>();
    await using house = await openDoor({ intake: intakeOf({ abort: aborted.open }) });
    const client = await house.begin();
    await client.ask('DATA');
    await house.door.close(1);
    await aborted.promise;
    assert.equal(house.door.connections(), 0);
  });

  it('SMTP-21 tells an idle peer so and closes', async () => {
    await using house = await openDoor({ limits: { idleMilliseconds: 40 } });
    const client = house.knock();
    await client.reply();
    assert.match((await client.reply()) ?? '', /^421 4\.4\.2/);
    assert.equal(await client.line(), undefined);
  });
});
