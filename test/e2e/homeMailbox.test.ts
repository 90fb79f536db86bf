import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import { type TestContext, test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { berlin, writeMeeting } from '../../src/calendar/tnef/testing/meeting.ts';
import { checked, invitation } from '../flow/hub.ts';
import { type Dovecot, startDovecot } from '../peers/dovecot.ts';
import { startPasserelle } from '../peers/passerelle.ts';

const johanna = 'johanna@contoso.example';

/** Lays a message into a mailbox as a home does (rfc2033). */
async function lay({ lmtpPort }: Dovecot, message: string): Promise<void> {
  const socket = createConnection(lmtpPort, '127.0.0.1');
  const stuffed = message.replaceAll('\r\n.', '\r\n..');
  socket.write(`LHLO mx.contoso.example\r\nMAIL FROM:<a@fabrikam.example>\r\nRCPT TO:<${johanna}>\r\nDATA\r\n`);
  let said = '';
  for await (const piece of socket) {
    const before = said.length;
    said += String(piece);
    if (said.includes('\r\n354 ') && !said.slice(0, before).includes('\r\n354 '))
      socket.write(`${stuffed}\r\n.\r\nQUIT\r\n`);
  }
  assert.match(said, /\r\n250 [^\r]*Saved/);
}

/** What another client sees of the folder: flags, and whether anything is new. */
async function seen({ imapPort }: Dovecot): Promise<unknown> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: imapPort,
    secure: false,
    auth: { user: johanna, pass: 'x' },
    logger: false,
  });
  await client.connect();
  const status = await client.status('INBOX', { messages: true, unseen: true, recent: true, uidNext: true });
  await client.mailboxOpen('INBOX', { readOnly: true });
  const flags = (await client.fetchAll('1:*', { flags: true })).map((message) =>
    [message.uid, ...(message.flags ?? [])].join(' '),
  );
  await client.logout();
  return { status, flags };
}

function newsletter(): string {
  return `From: news@fabrikam.example\r\nTo: ${johanna}\r\nSubject: News\r\nMessage-ID: <n@fabrikam.example>\r\n\r\nHello\r\n`;
}

function winmail(): string {
  return [
    `${checked('pass', 'anna@fabrikam.example')}From: Anna Berg <anna@fabrikam.example>`,
    `To: ${johanna}`,
    'Subject: Planning',
    'Message-ID: <w1@fabrikam.example>',
    'MIME-Version: 1.0',
    'Content-Type: application/ms-tnef; name="winmail.dat"',
    'Content-Transfer-Encoding: base64',
    '',
    ...(writeMeeting({ zone: berlin })
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '',
  ].join('\r\n');
}

async function open(t: TestContext) {
  const dovecot = await startDovecot(t);
  if (!dovecot) return undefined;
  const hub = await startPasserelle({ environment: { PASSERELLE_IMAP_PASSWORD: 'x' } });
  t.after(() => hub.stop());
  // With a policy that answers by itself: here it must not.
  await hub.apply(`organisation: Contoso Landscaping
domain: contoso.example
hub: { kind: passerelle, url: '${hub.url}' }
home: { kind: smtp, smartHost: 127.0.0.1:9, returnDomain: g.contoso.example, copiesFrom: [127.0.0.1/32], authservId: mx.contoso.example }
dns: { kind: manual }
people:
  - { address: ${johanna}, name: Johanna Winter, licence: essentials, timeZone: Europe/Paris, language: fr }
booking: { ownOrganisation: tentative, knownCorrespondent: tentative, authenticatedStranger: tentative, unauthenticated: hold, reply: tentative }
`);
  const fill = async (...more: string[]) => {
    const { code, out, err } = await hub.cli(
      'import-mail',
      johanna,
      '--imap',
      `127.0.0.1:${dovecot.imapPort}`,
      '--json',
      ...more,
    );
    assert.equal(code, 0, err);
    return JSON.parse(out) as unknown;
  };
  return { dovecot, hub, fill };
}

test('FILL-8 FILL-9 invitations in a home mailbox are booked once, nothing there changes, nobody is told', async (t) => {
  const house = await open(t);
  if (!house) return;
  const { dovecot, hub, fill } = house;
  await lay(dovecot, newsletter());
  await lay(dovecot, invitation({ uid: 'u1', to: johanna }));
  await lay(dovecot, invitation({ uid: 'u1', to: johanna, sequence: 1, start: '20261127T090000Z' }));
  await lay(dovecot, invitation({ uid: 'u2', to: johanna, verdict: 'fail' }));
  await lay(dovecot, winmail());
  const before = await seen(dovecot);
  assert.deepEqual(await fill(), {
    effects: { 'filed tentative': 2, updated: 1, 'held: tier': 1 },
    tooLarge: 0,
  });
  assert.deepEqual(await seen(dovecot), before);
  assert.deepEqual(await fill(), { effects: { 'read before': 4 }, tooLarge: 0 });
  assert.deepEqual(await fill('--folder', 'INBOX', '--days', '1'), { effects: { 'read before': 4 }, tooLarge: 0 });
  const { body } = await hub.api('GET', `/api/v1/people/${johanna}/week?start=2026-11-23`);
  const { events } = body as { events: { start: string; partStat: string }[] };
  assert.deepEqual(
    events.map(({ start, partStat }) => [start, partStat]),
    [
      ['2026-11-26T09:00:00.000Z', 'NEEDS-ACTION'],
      ['2026-11-27T09:00:00.000Z', 'NEEDS-ACTION'],
    ],
  );
  const { body: status } = await hub.api('GET', '/api/v1/status');
  assert.equal((status as { queue: { waiting: number } }).queue.waiting, 0);
});

test('FILL-8 a server or folder that says no ends the command with its reason', async (t) => {
  const house = await open(t);
  if (!house) return;
  const { dovecot, hub } = house;
  const run = (...args: string[]) => hub.cli('import-mail', johanna, '--imap', ...args);
  const nowhere = await run('127.0.0.1:9');
  assert.deepEqual([nowhere.code, /127\.0\.0\.1:9: /.test(nowhere.err)], [1, true], nowhere.err);
  const folder = await run(`127.0.0.1:${dovecot.imapPort}`, '--folder', 'Absent');
  assert.equal(folder.code, 1);
  assert.equal((await run('::::')).code, 2);
  assert.equal((await run('127.0.0.1', '--days', '0')).code, 2);
});
