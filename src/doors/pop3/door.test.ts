/** The POP3 door over a real socket, with the real store behind it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPopHub } from './pop3.fixture.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const message = (subject: string, body = 'Hello\r\n') => `Subject: ${subject}\r\n\r\n${body}`;
const three = [message('one'), message('two', '.\r\n..x\r\n.y\r\nz'), message('three', 'a\r\nb\r\nc\r\n')] as const;

test('POP3-1 USER and PASS open the mailbox of the person: address or alias, her own app password', async (t) => {
  const { knock, keep, password, credentials, person } = await openPopHub(t);
  await keep(...three);
  const { client, greeting } = await knock();
  assert.match(greeting ?? '', /^\+OK /);
  assert.match((await client.ask('STAT')) ?? '', /^-ERR Sign in first/);
  assert.match((await client.ask(`PASS ${password}`)) ?? '', /^-ERR USER first/);
  assert.match((await client.ask('USER jakob@contoso.example')) ?? '', /^\+OK/);
  assert.match((await client.ask(`PASS ${password}`)) ?? '', /^-ERR \[AUTH\]/);
  assert.match((await client.ask(`PASS ${password}`)) ?? '', /^-ERR USER first/);
  await client.ask('user Jo@contoso.example');
  const octets = three.reduce((sum, text) => sum + text.length, 0);
  assert.equal(await client.ask(`pass ${password.toLowerCase()}`), `+OK 3 messages, ${octets} octets`);
  assert.match((await client.ask('USER johanna@contoso.example')) ?? '', /^-ERR Signed in already/);

  const other = (await knock()).client;
  const his = await credentials.createAppPassword(person('jakob').id, 'mail');
  await other.ask('USER jakob@contoso.example');
  assert.equal(await other.ask(`PASS ${his}`), '+OK 0 messages, 0 octets');
  assert.equal(await other.ask('STAT'), '+OK 0 0');
});

test('POP3-2 AUTH PLAIN with an initial response, without one, and cancelled', async (t) => {
  const { knock, password } = await openPopHub(t);
  const { client } = await knock();
  assert.match((await client.ask('AUTH CRAM-MD5')) ?? '', /^-ERR Mechanism/);
  assert.match((await client.ask('AUTH PLAIN ?')) ?? '', /^-ERR Malformed/);
  assert.equal(await client.ask('AUTH PLAIN'), '+ ');
  assert.match((await client.ask('*')) ?? '', /^-ERR Authentication cancelled/);
  assert.match((await client.ask(`AUTH PLAIN ${base64('\0johanna@contoso.example\0wrong')}`)) ?? '', /^-ERR \[AUTH\]/);
  assert.equal(await client.ask('auth plain'), '+ ');
  assert.match((await client.ask(base64(`\0johanna@contoso.example\0${password}`))) ?? '', /^\+OK 0 messages/);
  assert.match((await client.ask('QUIT')) ?? '', /^\+OK/);

  const again = (await knock()).client;
  const initial = base64(`\0johanna@contoso.example\0${password}`);
  assert.match((await again.ask(`AUTH PLAIN ${initial}`)) ?? '', /^\+OK 0 messages/);
});

test('POP3-3 STAT, LIST and UIDL leave out what is marked; numbers, sizes and ids stay', async (t) => {
  const { enter, keep } = await openPopHub(t);
  await keep(...three);
  const [one, two, last] = three.map((text) => text.length);
  const client = await enter();
  assert.deepEqual(await client.lines('LIST'), [`1 ${one}`, `2 ${two}`, `3 ${last}`]);
  assert.deepEqual(await client.lines('UIDL'), ['1 m1', '2 m2', '3 m3']);
  assert.match((await client.ask('DELE 2')) ?? '', /^\+OK/);
  // What comes meanwhile is for the next session.
  await keep(...three, message('four'));
  assert.equal(await client.ask('STAT'), `+OK 2 ${Number(one) + Number(last)}`);
  assert.deepEqual(await client.lines('LIST'), [`1 ${one}`, `3 ${last}`]);
  assert.deepEqual(await client.lines('UIDL'), ['1 m1', '3 m3']);
  assert.equal(await client.ask('LIST 3'), `+OK 3 ${last}`);
  assert.equal(await client.ask('UIDL 3'), '+OK 3 m3');
  for (const command of ['LIST 2', 'UIDL 2', 'RETR 2', 'TOP 2 0', 'DELE 2', 'RETR 4', 'RETR 0', 'RETR -1', 'RETR']) {
    assert.match((await client.ask(command)) ?? '', /^-ERR No such message/, command);
  }
  assert.match((await client.ask('RSET')) ?? '', /^\+OK/);
  assert.equal((await client.lines('LIST')).length, 3);
  assert.match((await client.ask('NOOP')) ?? '', /^\+OK/);
});

test('POP3-4 RETR gives the octets as stored, dots doubled at the begin of lines', async (t) => {
  const { enter, keep } = await openPopHub(t);
  await keep('.begin\r\n\r\n.\r\n..x\r\n.\r\n', message('open end', 'caf\xe9 .\r\n.z'), '', '\r\n');
  const client = await enter();
  assert.deepEqual(await client.lines('RETR 1'), ['..begin', '', '..', '...x', '..']);
  assert.deepEqual(await client.lines('RETR 2'), ['Subject: open end', '', 'caf\xe9 .', '..z']);
  assert.deepEqual(await client.lines('RETR 3'), []);
  assert.deepEqual(await client.lines('RETR 4'), ['']);
});

test('POP3-4 a message of megabytes arrives whole', async (t) => {
  const { enter, keep } = await openPopHub(t);
  const body = `.${'x'.repeat(70)}\r\n`.repeat(20_000);
  await keep(message('big', body));
  const client = await enter();
  const lines = await client.lines('RETR 1');
  assert.equal(lines.map((line) => `${line.replace(/^\./, '')}\r\n`).join(''), message('big', body));
});

test('POP3-5 TOP gives the header block, the empty line and so many lines of the body', async (t) => {
  const { enter, keep } = await openPopHub(t);
  await keep(message('three', 'a\r\n.b\r\nc\r\n'), 'Subject: no body\r\n', '\r\nbody\r\nmore');
  const client = await enter();
  assert.deepEqual(await client.lines('TOP 1 0'), ['Subject: three', '']);
  assert.deepEqual(await client.lines('TOP 1 2'), ['Subject: three', '', 'a', '..b']);
  assert.deepEqual(await client.lines('TOP 1 99'), ['Subject: three', '', 'a', '..b', 'c']);
  assert.deepEqual(await client.lines('TOP 2 5'), ['Subject: no body']);
  assert.deepEqual(await client.lines('TOP 3 0'), ['']);
  assert.deepEqual(await client.lines('TOP 3 1'), ['', 'body']);
  assert.deepEqual(await client.lines('TOP 3 2'), ['', 'body', 'more']);
  for (const command of ['TOP', 'TOP 1', 'TOP 1 x', 'TOP 1 1 1']) {
    assert.match((await client.ask(command)) ?? '', /^-ERR Syntax/, command);
  }
});

test('POP3-6 what is marked is removed at QUIT, together; the next session finds the rest', async (t) => {
  const { enter, keep, left } = await openPopHub(t);
  await keep(...three);
  const client = await enter();
  await client.ask('DELE 1');
  await client.ask('DELE 3');
  assert.deepEqual(await left(), ['m1', 'm2', 'm3']);
  assert.match((await client.ask('QUIT')) ?? '', /^\+OK/);
  assert.equal(await client.line(), undefined);
  assert.deepEqual(await left(), ['m2']);
  const next = await enter();
  assert.deepEqual(await next.lines('UIDL'), ['1 m2']);
});

test('POP3-6 a session that breaks removes nothing', async (t) => {
  const { enter, keep, left, door } = await openPopHub(t);
  await keep(...three);
  const broken = await enter();
  await broken.ask('DELE 1');
  broken.close();
  const ended = await enterWhenFree(enter);
  await ended.ask('DELE 2');
  ended.socket.end();
  assert.equal(await ended.line(), undefined);
  const rude = await enterWhenFree(enter);
  await rude.ask('DELE 3');
  rude.send('NOOP\n');
  assert.match((await rude.line()) ?? '', /^-ERR Lines must end/);
  const late = await enterWhenFree(enter);
  await late.ask('DELE 1');
  const closed = door.close();
  assert.match((await late.line()) ?? '', /^-ERR \[SYS\/TEMP\] Shutting down/);
  late.close();
  await closed;
  assert.deepEqual(await left(), ['m1', 'm2', 'm3']);
});

test('POP3-6 a store that fails at QUIT is told, and the messages stay', async (t) => {
  const { enter, keep, left } = await openPopHub(t, {
    around: (maildrops) => ({
      async open(user, password) {
        const opened = await maildrops.open(user, password);
        if (opened.kind !== 'opened') return opened;
        const remove = () => Promise.reject(new Error('disk full: /secret/path'));
        return { kind: 'opened', maildrop: { ...opened.maildrop, remove } };
      },
    }),
  });
  await keep(...three);
  const client = await enter();
  await client.ask('DELE 1');
  assert.match((await client.ask('QUIT')) ?? '', /^-ERR \[SYS\/TEMP\] Messages marked as deleted were not removed$/);
  assert.deepEqual(await left(), ['m1', 'm2', 'm3']);
  await enter();
});

test('POP3-7 one session holds a mailbox; a second is told [IN-USE] until the first is over', async (t) => {
  const { enter, knock, password, credentials, person } = await openPopHub(t);
  const first = await enter();
  const { client } = await knock();
  await client.ask('USER johanna@contoso.example');
  assert.match((await client.ask(`PASS ${password}`)) ?? '', /^-ERR \[IN-USE\]/);
  const his = await credentials.createAppPassword(person('jakob').id, 'mail');
  await client.ask('USER jakob@contoso.example');
  assert.match((await client.ask(`PASS ${his}`)) ?? '', /^\+OK/);
  await first.ask('QUIT');
  const second = await enter();
  assert.equal(await second.ask('STAT'), '+OK 0 0');
});

test('POP3-7 a message that another process deleted is told as gone', async (t) => {
  const { enter, keep, left, store, person } = await openPopHub(t);
  await keep(...three);
  const client = await enter();
  await store.commit([{ type: 'deleteMailboxMessages', personId: person('johanna').id, ids: ['m1', 'm2'] }]);
  assert.match((await client.ask('RETR 1')) ?? '', /^-ERR Message was deleted/);
  assert.match((await client.ask('TOP 2 0')) ?? '', /^-ERR Message was deleted/);
  for (const command of ['DELE 1', 'DELE 3', 'QUIT']) assert.match((await client.ask(command)) ?? '', /^\+OK/);
  assert.deepEqual(await left(), []);
});

test('POP3-8 CAPA tells what can be done, before and after signing in', async (t) => {
  const { knock, enter } = await openPopHub(t);
  const all = ['TOP', 'UIDL', 'USER', 'SASL PLAIN', 'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'EXPIRE NEVER'];
  const { client } = await knock();
  assert.deepEqual(await client.lines('CAPA'), [...all, 'IMPLEMENTATION Passerelle']);
  assert.deepEqual(await (await enter()).lines('CAPA'), [...all, 'IMPLEMENTATION Passerelle']);
  assert.match((await client.ask('STLS')) ?? '', /^-ERR STLS is not offered/);
});

test('POP3-9 commands sent at once are answered in order, those after the last octet of the peer too', async (t) => {
  const { knock, keep, password, left } = await openPopHub(t);
  await keep(...three);
  const { client } = await knock();
  client.send(`USER jo@contoso.example\r\nPASS ${password}\r\nRETR 1\r\nDELE 1\r\nNONSENSE\r\nSTAT\r\nQUIT\r\n`);
  client.socket.end();
  const said: string[] = [];
  for (let line = await client.line(); line !== undefined; line = await client.line()) said.push(line);
  assert.match(
    said.join('\n'),
    /^\+OK Send.*\n\+OK 3 mess.*\n\+OK Message f.*\nSubject: one\n\nHello\n\.\n\+OK.*\n-ERR.*\n\+OK 2 \d+\n\+OK Goodbye$/,
  );
  assert.deepEqual(await left(), ['m2', 'm3']);
});

test('POP3-10 limits: connections of an address and in all, line length, idle time, failed sign-ins, mistakes', async (t) => {
  const few = await openPopHub(t, { limits: { connectionsPerAddress: 1 } });
  await few.knock();
  const second = await few.knock();
  assert.match(second.greeting ?? '', /^-ERR \[SYS\/TEMP\] Too many connections/);
  assert.equal(await second.client.line(), undefined);

  const none = await openPopHub(t, { limits: { connections: 0 } });
  assert.match((await none.knock()).greeting ?? '', /^-ERR \[SYS\/TEMP\] Too many connections/);

  const strict = await openPopHub(t, { limits: { maxLineOctets: 255, failedSignIns: 2, mistakes: 3 } });
  const long = (await strict.knock()).client;
  assert.match((await long.ask(`USER ${'x'.repeat(250)}`)) ?? '', /^-ERR Line too long/);
  assert.equal(await long.line(), undefined);
  const endless = (await strict.knock()).client;
  endless.send('x'.repeat(256));
  assert.match((await endless.line()) ?? '', /^-ERR Line too long/);
  const guessing = (await strict.knock()).client;
  for (const said of [/^-ERR \[AUTH\].*accepted$/, /^-ERR \[AUTH\].*closing$/]) {
    await guessing.ask('USER johanna@contoso.example');
    assert.match((await guessing.ask('PASS wrong')) ?? '', said);
  }
  assert.equal(await guessing.line(), undefined);
  const lost = (await strict.knock()).client;
  await lost.ask('EHLO there');
  await lost.ask('GET / HTTP/1.1');
  assert.match((await lost.ask('')) ?? '', /^-ERR Too many errors/);
  assert.equal(await lost.line(), undefined);

  // rfc1939#3: nothing is said to a peer that is idle, and nothing removed.
  const impatient = await openPopHub(t, { limits: { idleMilliseconds: 50 } });
  await impatient.keep(...three);
  const idle = (await impatient.knock()).client;
  idle.send(`USER jo@contoso.example\r\nPASS ${impatient.password}\r\nDELE 1\r\n`);
  for (let line = await idle.line(); line !== undefined; line = await idle.line()) assert.match(line, /^\+OK/);
  assert.deepEqual(await impatient.left(), ['m1', 'm2', 'm3']);
});

test('POP3-11 a fault is told without the inside, and the session goes on', async (t) => {
  let faulty = true;
  const { knock, password } = await openPopHub(t, {
    around: (maildrops) => ({
      open: (user, secret) =>
        faulty ? Promise.reject(new Error('database at /secret/path')) : maildrops.open(user, secret),
    }),
  });
  const { client } = await knock();
  await client.ask('USER johanna@contoso.example');
  assert.equal(await client.ask(`PASS ${password}`), '-ERR [SYS/TEMP] Local problem, try again later');
  faulty = false;
  await client.ask('USER johanna@contoso.example');
  assert.match((await client.ask(`PASS ${password}`)) ?? '', /^\+OK/);
});

/** The door hears of a broken session in its own time. */
async function enterWhenFree<C>(enter: () => Promise<C>): Promise<C> {
  for (;;) {
    try {
      return await enter();
    } catch (fault) {
      if (!String(fault).includes('[IN-USE]')) throw fault;
    }
  }
}
