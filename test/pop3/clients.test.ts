/** Real mail fetchers, as Debian has them, against the real hub: in clear on loopback, and under STLS. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { answerInvitation } from '../../src/calendar/itip/answer.ts';
import { readScheduling } from '../../src/calendar/scheduling/read.ts';
import { sampleConnection } from '../../src/connection/sample.ts';
import { Pop3Client } from '../../src/doors/pop3/pop3.fixture.ts';
import { makeCertificates } from '../../src/doors/smtp/testing/certificates.ts';
import { Client } from '../../src/doors/smtp/testing/client.ts';
import { MessageScanner } from '../../src/mail/scanner/scanner.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { openStore } from '../../src/store/open.ts';
import { invitation } from '../flow/hub.ts';
import { startPasserelle } from '../peers/passerelle.ts';
import { requirePeer } from '../peers/peers.ts';
import { freePort } from '../peers/ports.ts';

const user = 'johanna@contoso.example';
const messages = ['Pruning', 'Seed order'].map((subject) =>
  [
    'From: Ada <ada@fabrikam.example>',
    `To: ${user}`,
    `Subject: ${subject}`,
    `Message-ID: <${subject.length}@fabrikam.example>`,
    'Date: Tue, 24 Nov 2026 09:00:00 +0000',
    '',
    'First line',
    '.',
    '..two dots',
    'Last line',
    '',
  ].join('\r\n'),
);

/** The real program with two messages in a person's hub mailbox. */
async function openMailHub(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'passerelle-pop3-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const data = join(directory, 'hub');
  const first = await startPasserelle({ data });
  // Nobody listens there.
  await first.apply(sampleConnection({ homePort: await freePort(), hubUrl: first.url }));
  const { code, out, err } = await first.cli('app-password', 'create', user, '--json');
  assert.equal(code, 0, err);
  await first.stop();

  const store = await openStore({ dataDirectory: data, log: silentLog, clock: systemClock });
  const { entries } = await store.reads.configuration();
  const people = entries.filter(({ kind }) => kind === 'person').map(({ body }) => body as Record<string, string>);
  const personId = people.find(({ address }) => address === user)?.id ?? '';
  await store.commit(
    messages.map((text, at) => ({
      type: 'putMailboxMessage',
      message: { id: `message-${at}`, personId, at, octets: Buffer.from(text) },
    })),
  );
  await store.close();

  const environment = certificateIn(directory);
  const hub = await startPasserelle({ data, environment });
  t.after(() => hub.stop());
  const { password } = JSON.parse(out) as { password: string };
  return {
    directory,
    password,
    port: hub.pop3Port,
    /** Writes a file that only its owner reads, as these programs want it. */
    write(name: string, lines: readonly string[]): string {
      const path = join(directory, name);
      writeFileSync(path, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
      return path;
    },
    /** How many messages are in the mailbox. */
    async left(): Promise<number> {
      const client = new Pop3Client(hub.pop3Port);
      await client.line();
      await client.ask(`USER ${user}`);
      await client.ask(`PASS ${password}`);
      const answer = await client.ask('STAT');
      await client.ask('QUIT');
      client.close();
      return Number(/^\+OK (\d+) /.exec(answer ?? '')?.[1]);
    },
    run: (program: string, ...args: string[]) => run(directory, program, args),
  };
}

/** A certificate of our own, as the program is told of it. */
function certificateIn(directory: string) {
  const { server } = makeCertificates();
  const pem = { cert: join(directory, 'cert.pem'), key: join(directory, 'key.pem') };
  writeFileSync(pem.cert, server.cert);
  writeFileSync(pem.key, server.key, { mode: 0o600 });
  return { PASSERELLE_TLS_CERT: pem.cert, PASSERELLE_TLS_KEY: pem.key };
}

function run(
  home: string,
  program: string,
  args: readonly string[],
  own: { readonly uid?: number; readonly gid?: number } = {},
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', HOME: home };
    const child = spawn(program, args, { ...own, cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (piece: Buffer) => {
      said += piece;
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

/**
 * getmail6 6.18 waits in vain, for its timeout, when the child that writes a message ends
 * before it listens, and then leaves the message on the server: it is run again.
 */
async function getmail(home: string, rc: string, own: { readonly uid?: number; readonly gid?: number } | undefined) {
  const args = ['--getmaildir', home, '--rcfile', rc];
  let ended = await run(home, '/usr/bin/getmail', args, own);
  for (let again = 0; again < 5 && ended.said.includes('waiting child pid'); again++) {
    ended = await run(home, '/usr/bin/getmail', args, own);
  }
  return ended;
}

/** Both messages, their dots as they were. */
function assertFetched(...paths: readonly string[]): void {
  const text = paths.map((path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n')).join('\n');
  for (const subject of ['Pruning', 'Seed order']) assert.ok(text.includes(`Subject: ${subject}\n`), text);
  assert.equal(text.split('First line\n.\n..two dots\nLast line\n').length, 3, text);
}

test('POP3-14 fetchmail fetches and keeps in clear, fetches and deletes under STLS', async (t) => {
  if (!requirePeer(t, 'fetchmail', '/usr/bin/fetchmail')) return;
  const { directory, password, port, write, left, run } = await openMailHub(t);
  const fetch = (name: string, ...options: string[]) => {
    const box = write(name, []);
    const rc = write(`${name}.rc`, [
      `poll 127.0.0.1 protocol POP3 service ${port} uidl`,
      `  user "${user}" password "${password}" mda "/bin/cat >>${box}" ${options.join(' ')}`,
    ]);
    return run(
      '/usr/bin/fetchmail',
      '-v',
      '-v',
      '-f',
      rc,
      '--pidfile',
      join(directory, 'pid'),
      '-i',
      join(directory, `${name}.ids`),
    );
  };
  const clear = await fetch('clear', "keep sslproto ''");
  assert.equal(clear.code, 0, clear.said);
  assertFetched(join(directory, 'clear'));
  assert.equal(await left(), 2);
  const secure = await fetch('secure', "nokeep sslproto 'TLS1.2+' no sslcertck");
  assert.equal(secure.code, 0, secure.said);
  assert.match(secure.said, /STLS/);
  assertFetched(join(directory, 'secure'));
  assert.equal(await left(), 0);
});

test('POP3-14 mpop fetches and keeps in clear, fetches and deletes under STLS', async (t) => {
  if (!requirePeer(t, 'mpop', '/usr/bin/mpop')) return;
  const { directory, password, port, write, left, run } = await openMailHub(t);
  const fetch = (name: string, ...options: string[]) => {
    const rc = write(`${name}.rc`, [
      'account hub',
      ...['host 127.0.0.1', `port ${port}`, `user ${user}`, `password ${password}`],
      ...[`delivery mbox ${join(directory, name)}`, `uidls_file ${join(directory, `${name}.uidls`)}`],
      ...options,
    ]);
    return run('/usr/bin/mpop', '--debug', '-C', rc, 'hub');
  };
  const clear = await fetch('clear', 'tls off', 'auth user', 'keep on');
  assert.equal(clear.code, 0, clear.said);
  assertFetched(join(directory, 'clear'));
  assert.equal(await left(), 2);
  const tls = ['tls on', 'tls_starttls on', 'tls_certcheck off'];
  const secure = await fetch('secure', ...tls, 'auth plain', 'keep off');
  assert.equal(secure.code, 0, secure.said);
  assertFetched(join(directory, 'secure'));
  assert.equal(await left(), 0);
});

test('POP3-14 getmail6 fetches and keeps, then fetches and deletes, in clear', async (t) => {
  if (!requirePeer(t, 'getmail6', '/usr/bin/getmail')) return;
  const { password, port, left } = await openMailHub(t);
  // It delivers for no root: everything of its own belongs to nobody.
  const own = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
  const home = mkdtempSync(join(tmpdir(), 'passerelle-getmail-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const give = (path: string) => own && chownSync(path, own.uid, own.gid);
  give(home);
  const fetch = (name: string, ...options: string[]) => {
    const maildir = join(home, name);
    for (const path of [maildir, ...['tmp', 'new', 'cur'].map((part) => join(maildir, part))]) {
      mkdirSync(path);
      give(path);
    }
    const rc = join(home, `${name}.rc`);
    const lines = [
      ...['[retriever]', 'type = SimplePOP3Retriever', 'server = 127.0.0.1', `port = ${port}`],
      ...[`username = ${user}`, `password = ${password}`, 'timeout = 10'],
      ...['[destination]', 'type = Maildir', `path = ${maildir}/`],
      ...['[options]', 'verbose = 2', ...options, ''],
    ];
    writeFileSync(rc, lines.join('\n'), { mode: 0o600 });
    give(rc);
    return getmail(home, rc, own);
  };
  // One file a subject: what getmail was run again for may have been written before.
  const fetched = (name: string) => {
    const files = readdirSync(join(home, name, 'new')).map((file) => join(home, name, 'new', file));
    return new Map(files.map((file) => [/^Subject: .*$/m.exec(readFileSync(file, 'utf8'))?.[0], file])).values();
  };
  const keeping = await fetch('kept', 'delete = false', 'read_all = true');
  assert.equal(keeping.code, 0, keeping.said);
  assertFetched(...fetched('kept'));
  assert.equal(await left(), 2);
  const deleting = await fetch('deleted', 'delete = true', 'read_all = true');
  assert.equal(deleting.code, 0, deleting.said);
  assertFetched(...fetched('deleted'));
  assert.equal(await left(), 0);
});

test('POP3-17 an invitation that arrives by SMTP is fetched by mpop over POP3S, and its calendar form can be answered', async (t) => {
  if (!requirePeer(t, 'mpop', '/usr/bin/mpop')) return;
  const directory = mkdtempSync(join(tmpdir(), 'passerelle-notice-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const data = join(directory, 'hub');
  const first = await startPasserelle({ data });
  const connection = sampleConnection({ homePort: await freePort(), hubUrl: first.url });
  await first.apply(
    connection.replace('    name: Johanna Winter\n', '    name: Johanna Winter\n    forwarding: none\n'),
  );
  const made = await first.cli('app-password', 'create', user, '--json');
  const { password } = JSON.parse(made.out) as { password: string };
  await first.stop();
  const environment = { ...certificateIn(directory), PASSERELLE_POP3S_PORT: '0' };
  const hub = await startPasserelle({ data, environment });
  t.after(() => hub.stop());

  await deliver(hub.smtpPort, invitation({ uid: 'seeds', to: user }));
  const rc = join(directory, 'mpop.rc');
  const box = join(directory, 'mbox');
  const lines = [
    'account hub',
    ...['host 127.0.0.1', `port ${hub.pop3sPort}`, `user ${user}`, `password ${password}`, 'auth user'],
    ...['tls on', 'tls_starttls off', 'tls_certcheck off', 'keep off'],
    ...[`delivery mbox ${box}`, `uidls_file ${join(directory, 'uidls')}`, ''],
  ];
  writeFileSync(rc, lines.join('\n'), { mode: 0o600 });
  const fetched = await run(directory, '/usr/bin/mpop', ['--debug', '-C', rc, 'hub']);
  assert.equal(fetched.code, 0, fetched.said);

  const notice = readFileSync(box, 'latin1')
    .replace(/^From .*\n/, '')
    .replaceAll(/\r?\n/g, '\r\n');
  assert.match(notice, /^Subject: Invitation : Planning\r$/m);
  const scanner = new MessageScanner();
  scanner.write(Buffer.from(notice, 'latin1'));
  scanner.keep('forms');
  const { forms, calendaring } = scanner.end();
  const form = forms.find(({ method }) => method === 'REQUEST');
  const message = readScheduling(form?.text ?? '', calendaring);
  assert.equal(message.kind, 'message');
  if (message.kind !== 'message') return;
  assert.deepEqual([message.method, message.uid, message.organizer], ['REQUEST', 'seeds', 'anna@fabrikam.example']);
  const answered = answerInvitation({
    ...{ stored: message.ics, addresses: [user], invitedAs: user, partStat: 'ACCEPTED' as const, now: Date.now() },
  });
  assert.ok(answered.kind === 'answered');
  assert.deepEqual(answered.reply.to, ['anna@fabrikam.example']);
});

/** One message as the home sends its copies. */
async function deliver(port: number, message: string): Promise<void> {
  const client = new Client(port);
  await client.line();
  await client.ask('HELO mx.contoso.example');
  for (const command of ['MAIL FROM:<anna@fabrikam.example>', `RCPT TO:<${user}>`]) {
    assert.match((await client.ask(command)) ?? '', /^250/);
  }
  assert.match((await client.ask('DATA')) ?? '', /^354/);
  client.send(`${message}.\r\n`);
  assert.match((await client.line()) ?? '', /^250/);
  client.close();
}
