import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { requireCondition, requirePeer } from './peers.ts';
import { freePort } from './ports.ts';

const program = '/usr/sbin/postfix';

/** A private Postfix. */
export interface Postfix {
  readonly port: number;
  /** Of its master. */
  readonly pid: number;
  readonly configDirectory: string;
  log(): string;
  /** How many messages still lie in its queue; deferred ones too. */
  queued(): number;
  /** How many wait for a first attempt: read from the queue's folders, which costs next to nothing. */
  waiting(): number;
  stop(): void;
}

/** How this Postfix is connected: ports on 127.0.0.1. */
export interface HomeOptions {
  readonly hubPort: number;
  readonly mailboxPort: number;
  readonly outsidePort: number;
}

/** Whether a private Postfix can run here; skips or fails the test by its name when it can't. */
export function postfixPresent(t: TestContext): boolean {
  return (
    requirePeer(t, 'Postfix', program) &&
    requireCondition(t, 'Postfix', process.getuid?.() === 0, 'its master is started by root')
  );
}

/**
 * The home of contoso.example as its administrator connects it: every message for a
 * person is delivered to the mailbox and copied to the hub, what people send is copied
 * to the answers address, the return domain leads to the mailboxes, and nothing else changes.
 */
export async function startPostfixHome(t: TestContext, options: HomeOptions): Promise<Postfix> {
  const postfix = await startPostfix({
    main: (directory) => homeConfiguration(directory, options),
    files: homeMaps(options),
    services: '',
  });
  t.after(() => postfix.stop());
  return postfix;
}

/** Copies go to a domain of their own, so that they take the way to the hub; generic maps put the real address back as they leave. */
const homeConfiguration = (directory: string, options: HomeOptions) => `
virtual_mailbox_domains = contoso.example
virtual_mailbox_maps = regexp:${directory}/conf/mailboxes
virtual_transport = lmtp:inet:127.0.0.1:${options.mailboxPort}
virtual_alias_domains = g.contoso.example
virtual_alias_maps = regexp:${directory}/conf/return
recipient_bcc_maps = regexp:${directory}/conf/copies
sender_bcc_maps = regexp:${directory}/conf/answers
transport_maps = regexp:${directory}/conf/transport
smtp_generic_maps = regexp:${directory}/conf/generic
smtpd_sender_restrictions = check_sender_access regexp:${directory}/conf/authentication
`;

function homeMaps(options: HomeOptions): Record<string, string> {
  return {
    mailboxes: '/^(johanna|jakob|tomislav)@contoso\\.example$/ OK\n',
    return: '/^(.+)@g\\.contoso\\.example$/ $1@contoso.example\n',
    // What the hub sent to the return domain is copied back as well: the hub has to know its own.
    copies: '/^(.+)@(g\\.)?contoso\\.example$/ $1@copies.invalid\n',
    answers: '/@contoso\\.example$/ answers@copies.invalid\n',
    generic: '/^(.+)@copies\\.invalid$/ $1@contoso.example\n',
    transport: [
      `/@copies\\.invalid$/ smtp:[127.0.0.1]:${options.hubPort}`,
      `/@fabrikam\\.example$/ smtp:[127.0.0.1]:${options.outsidePort}`,
      '',
    ].join('\n'),
    // What a milter would find out about the two domains of the tests; spoofed.example proves nothing.
    authentication: [
      '/@(fabrikam|contoso)\\.example$/ PREPEND Authentication-Results: mx.contoso.example; spf=pass smtp.mailfrom=$1.example; dkim=pass header.d=$1.example; dmarc=pass header.from=$1.example',
      '/./ PREPEND Authentication-Results: mx.contoso.example; spf=none; dkim=none; dmarc=none',
      '',
    ].join('\n'),
  };
}

/** Any private Postfix: `main` adds to main.cf, `services` to master.cf, `files` lie in its configuration directory. */
export async function startPostfix(parts: {
  main: (directory: string) => string;
  files: Readonly<Record<string, string>>;
  services: string;
}): Promise<Postfix> {
  const directory = mkdtempSync(join(tmpdir(), 'passerelle-postfix-'));
  chmodSync(directory, 0o755);
  for (const name of ['conf', 'queue', 'data']) mkdirSync(join(directory, name));
  execFileSync('chown', ['postfix', join(directory, 'data')]);
  const port = await freePort();
  const conf = join(directory, 'conf');
  const maillog = join(directory, 'maillog');
  writeFileSync(join(conf, 'main.cf'), `${baseConfiguration(directory, maillog)}${parts.main(directory)}`);
  writeFileSync(join(conf, 'master.cf'), `${services(port)}${parts.services}`);
  for (const [name, text] of Object.entries(parts.files)) writeFileSync(join(conf, name), text);
  const postfix = (...args: string[]) =>
    execFileSync(program, ['-c', conf, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  postfix('start');
  return {
    port,
    configDirectory: conf,
    pid: Number(readFileSync(join(directory, 'queue/pid/master.pid'), 'utf8')),
    log: () => readFileSync(maillog, 'utf8'),
    waiting: () =>
      ['incoming', 'active'].reduce((sum, name) => sum + readdirSync(join(directory, 'queue', name)).length, 0),
    queued() {
      const list = execFileSync('/usr/sbin/postqueue', ['-c', conf, '-j'], { encoding: 'utf8' });
      return list.split('\n').filter((line) => line !== '').length;
    },
    stop() {
      try {
        postfix('stop');
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    },
  };
}

const baseConfiguration = (directory: string, maillog: string) => `
compatibility_level = 3.6
queue_directory = ${directory}/queue
data_directory = ${directory}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${maillog}
maillog_file_prefixes = ${tmpdir()}
myhostname = mx.contoso.example
mydestination =
alias_maps =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_host_lookup = native
smtp_dns_support_level = disabled
smtp_destination_concurrency_limit = 10
message_size_limit = 160000000
mailbox_size_limit = 0
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
smtpd_client_connection_count_limit = 0
`;

const services = (port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
local     unix  - n n - - local
virtual   unix  - n n - - virtual
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
`;
