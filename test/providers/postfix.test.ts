import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { type Observed, type Provider, ProviderRefusal, type Wanted } from '../../src/connection/provider.ts';
import { postfixCommands } from '../../src/connection/providers/postfix/commands.ts';
import { createPostfixProvider } from '../../src/connection/providers/postfix/provider.ts';
import { type Postfix, postfixPresent, startPostfix } from '../peers/postfix.ts';
import { openSink } from '../peers/sink.ts';
import { eventually } from '../peers/waiting.ts';
import { connectionFrom } from './connection.ts';

const connection = connectionFrom({
  home: '{ kind: postfix, smartHost: 127.0.0.1:2526, returnDomain: g.contoso.example, copiesFrom: [127.0.0.1/32], answers: answers@contoso.example, configDirectory: /etc/postfix }',
});

interface Home {
  readonly postfix: Postfix;
  readonly provider: Provider;
  readonly wanted: readonly Wanted[];
}

/** A Postfix as it was before anybody thought of a hub; its mailboxes are one sink, the hub another. */
async function openHome(t: TestContext, main = '') {
  const hub = await openSink();
  const mailboxes = await openSink();
  t.after(() => Promise.all([hub.close(), mailboxes.close()]));
  const postfix = await startPostfix({
    main: () => `
virtual_mailbox_domains = contoso.example
virtual_mailbox_maps = static:OK
virtual_transport = smtp:[127.0.0.1]:${mailboxes.port}
# the administrator's last line has no end
${main}mail_name = Contoso`,
    files: {},
    services: '',
  });
  t.after(() => postfix.stop());
  const { configDirectory } = postfix;
  const provider = createPostfixProvider({
    configDirectory,
    commands: postfixCommands,
    mail: { host: '127.0.0.1', port: hub.port },
  });
  const at = { ...connection, home: { ...connection.home, configDirectory } };
  const home: Home = { postfix, provider, wanted: provider.want(at) };
  return { ...home, hub, mailboxes };
}

/** As the engine does it: what is not so is written, then read again. */
async function apply({ provider, wanted }: Home): Promise<Map<string, Observed>> {
  const before = new Map(await provider.read(wanted));
  for (const { key, value } of wanted) {
    const seen = before.get(key) ?? { kind: 'absent' };
    if (seen.kind !== 'there' || seen.value !== value) await provider.write(key, value, seen);
  }
  return before;
}

const filesIn = (directory: string) =>
  Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'latin1')]));

test('a home Postfix is connected by its own files', async (t) => {
  if (!postfixPresent(t)) return;
  const home = await openHome(t);
  const { postfix, provider, wanted, hub, mailboxes } = home;
  const untouched = filesIn(postfix.configDirectory);
  const post = createTransport({ host: '127.0.0.1', port: postfix.port, ignoreTLS: true });
  const send = (from: string, to: string, subject: string) =>
    post.sendMail({ envelope: { from, to }, from, to, subject, text: 'hello' });
  const arrived = (sink: typeof hub, subject: string) =>
    sink.messages.filter(({ text }) => text.includes(`Subject: ${subject}`));
  const before = await apply(home);

  await t.test('CPFX-1 everything that is wanted is there and ours, and a second time nothing is written', async () => {
    assert.ok([...before.values()].every(({ kind }) => kind === 'absent'));
    const written = filesIn(postfix.configDirectory);
    const seen = await provider.read(wanted);
    for (const { key, value } of wanted) assert.deepEqual(seen.get(key), { kind: 'there', value, owner: 'ours' }, key);
    for (const { key, value } of wanted) await provider.write(key, value, { kind: 'absent' });
    assert.deepEqual(filesIn(postfix.configDirectory), written);
  });

  await t.test('CPFX-2 incoming mail is delivered and copied, with the address it was sent to', async () => {
    await send('ada@fabrikam.example', 'jo@contoso.example', 'to-an-alias');
    const copy = await eventually('the copy is at the hub', () => arrived(hub, 'to-an-alias')[0]);
    assert.deepEqual(copy.recipients, ['jo@contoso.example']);
    assert.equal(copy.sender, 'ada@fabrikam.example');
    await eventually('the message is in the mailbox', () => arrived(mailboxes, 'to-an-alias')[0]);
  });

  await t.test('CPFX-2 somebody who is not of the connection is not copied', async () => {
    await send('ada@fabrikam.example', 'petra@contoso.example', 'to-somebody-else');
    await eventually('the message is in the mailbox', () => arrived(mailboxes, 'to-somebody-else')[0]);
    await eventually('the queue is empty', () => postfix.queued() === 0);
    assert.equal(arrived(hub, 'to-somebody-else').length, 0);
  });

  await t.test('CPFX-3 what the hub sends to the return domain reaches the mailbox and is not sent back', async () => {
    await send('organizer@fabrikam.example', 'johanna@g.contoso.example', 'from-the-hub');
    const delivered = await eventually('the message is in the mailbox', () => arrived(mailboxes, 'from-the-hub')[0]);
    assert.deepEqual(delivered.recipients, ['johanna@contoso.example']);
    await eventually('the queue is empty', () => postfix.queued() === 0);
    assert.equal(arrived(hub, 'from-the-hub').length, 0);
  });

  await t.test('CPFX-2 what a person sends is copied to the answers address', async () => {
    await send('johanna@contoso.example', 'petra@contoso.example', 'an-answer');
    const copy = await eventually('the copy is at the hub', () => arrived(hub, 'an-answer')[0]);
    assert.deepEqual(copy.recipients, ['answers@contoso.example']);
  });

  await t.test('CPFX-4 undone, every file is what it was, to the byte', async () => {
    for (const { key } of [...wanted].reverse()) {
      const seen = (await provider.read(wanted)).get(key) ?? { kind: 'absent' };
      await provider.write(key, undefined, seen);
    }
    assert.deepEqual(filesIn(postfix.configDirectory), untouched);
  });
});

test('CPFX-5 a parameter that the administrator has set otherwise is left alone, and named', async (t) => {
  if (!postfixPresent(t)) return;
  const home = await openHome(t, 'transport_maps =\n    static:error:closed\n');
  const key = 'postfix/main.cf/transport_maps';
  const seen = await home.provider.read(home.wanted);
  assert.deepEqual(seen.get(key), { kind: 'there', value: 'static:error:closed', owner: 'foreign' });
  const untouched = filesIn(home.postfix.configDirectory);
  await assert.rejects(home.provider.write(key, 'texthash:/x', { kind: 'absent' }), (thrown: unknown) => {
    assert.ok(thrown instanceof ProviderRefusal);
    assert.equal(thrown.code, 'postfix.foreign');
    assert.match(thrown.message, /transport_maps/);
    return true;
  });
  assert.deepEqual(filesIn(home.postfix.configDirectory), untouched);

  // A file of our name that is not ours.
  const file = 'postfix/file/passerelle_copies';
  writeFileSync(join(home.postfix.configDirectory, 'passerelle_copies'), 'mine\n');
  await assert.rejects(home.provider.write(file, 'x', { kind: 'absent' }), { code: 'postfix.foreign' });
});

test('CPFX-6 a Postfix that does not run is configured too, and reads it when it starts', async (t) => {
  if (!postfixPresent(t)) return;
  const directory = mkdtempSync(join(tmpdir(), 'passerelle-postfix-'));
  t.after(() => rmSync(directory, { recursive: true }));
  for (const name of ['data', 'queue', 'queue/pid']) mkdirSync(join(directory, name));
  writeFileSync(
    join(directory, 'main.cf'),
    `compatibility_level = 3.6\nqueue_directory = ${directory}/queue\ndata_directory = ${directory}/data\n`,
  );
  writeFileSync(join(directory, 'master.cf'), 'smtp unix - - n - - smtp\n');
  assert.equal(await postfixCommands.reload(directory), undefined);
});

test('CPFX-6 what Postfix does not accept is taken back at once', async (t) => {
  if (!postfixPresent(t)) return;
  const { postfix, provider } = await openHome(t);
  const untouched = filesIn(postfix.configDirectory);
  await assert.rejects(provider.write('postfix/master.cf/passerelle', 'passerelle unix - -', { kind: 'absent' }), {
    code: 'postfix.check',
  });
  await assert.rejects(
    provider.write(
      'postfix/file/passerelle_copies',
      '# Kept by Passerelle: changes made here are overwritten.\na@x b@y c\n',
      {
        kind: 'absent',
      },
    ),
    { code: 'postfix.check' },
  );
  assert.deepEqual(filesIn(postfix.configDirectory), untouched);
});

test('CPFX-7 without a configuration directory the same files are shown, to be put there', async () => {
  const elsewhere = connectionFrom({});
  const provider = createPostfixProvider({
    configDirectory: undefined,
    commands: postfixCommands,
    mail: { host: 'hub.contoso.example', port: 25 },
  });
  const wanted = provider.want(elsewhere);
  const typed = wanted.flatMap(({ manual }) => manual?.values ?? []).map(({ name, value }) => `${name}: ${value}`);
  assert.ok(wanted.every(({ manual }) => manual !== undefined));
  assert.ok(typed.includes('main.cf: recipient_bcc_maps = texthash:/etc/postfix/passerelle_copies'));
  assert.ok(typed.some((line) => line.includes('\njo@contoso.example jo@passerelle-copy.contoso.example\n')));
  assert.ok(typed.some((line) => line.includes('passerelle-copy.contoso.example passerelle:[hub.contoso.example]:25')));
  // A host that nobody has said is never written into a file.
  const relay = connectionFrom({
    hub: '{ kind: microsoft365, tenant: contoso, credentials: { clientId: x, secret: env:X } }',
    home: '{ kind: postfix, smartHost: 127.0.0.1, returnDomain: g.contoso.example, copiesFrom: [127.0.0.1], configDirectory: /etc/postfix }',
  });
  const hostless = createPostfixProvider({ configDirectory: '/etc/postfix', commands: postfixCommands, mail: {} });
  assert.ok(hostless.want(relay).every(({ manual }) => manual !== undefined));
  const [first] = wanted;
  assert.ok(first);
  await assert.rejects(provider.write(first.key, first.value, { kind: 'absent' }), { code: 'postfix.manual' });
});
