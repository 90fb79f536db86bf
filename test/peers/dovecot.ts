import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { requireCondition, requirePeer } from './peers.ts';
import { freePort } from './ports.ts';
import { eventually } from './waiting.ts';

const program = '/usr/sbin/dovecot';

/** The home's mailboxes. Every local part is a mailbox. */
export interface Dovecot {
  readonly lmtpPort: number;
  /** Any password is right. */
  readonly imapPort: number;
  /** What lies in the INBOX of this local part, whole, octets as latin1, oldest first. */
  mailbox(localPart: string): string[];
  stop(): Promise<void>;
}

/** Undefined when the test was skipped for want of it. */
export async function startDovecot(t: TestContext): Promise<Dovecot | undefined> {
  if (!requirePeer(t, 'Dovecot', program)) return undefined;
  if (!requirePeer(t, 'Dovecot (LMTP)', '/usr/lib/dovecot/lmtp')) return undefined;
  if (!requireCondition(t, 'Dovecot', process.getuid?.() === 0, 'its master is started by root')) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'passerelle-dovecot-'));
  chmodSync(directory, 0o755);
  const mail = join(directory, 'mail');
  mkdirSync(mail, { mode: 0o777 });
  chmodSync(mail, 0o777);
  const lmtpPort = await freePort();
  const imapPort = await freePort();
  const configuration = join(directory, 'dovecot.conf');
  writeFileSync(configuration, text(directory, lmtpPort, imapPort));
  const child = spawn(program, ['-F', '-c', configuration], { stdio: ['ignore', 'ignore', 'inherit'] });
  const stop = () => stopDovecot(child, directory);
  t.after(stop);
  await eventually('Dovecot listens', () => listens(lmtpPort));
  return { lmtpPort, imapPort, mailbox: (localPart) => read(join(mail, localPart)), stop };
}

function text(directory: string, lmtpPort: number, imapPort: number): string {
  const gid = execFileSync('id', ['-g', 'nobody'], { encoding: 'utf8' }).trim();
  return `
base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = ${directory}/log
protocols = lmtp imap
hostname = mx.contoso.example
disable_plaintext_auth = no
ssl = no
listen = 127.0.0.1
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${directory}/mail/%n
auth_username_format = %Ln
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=nobody gid=${gid} home=${directory}/mail/%n allow_all_users=yes
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
`;
}

function read(maildir: string): string[] {
  return ['cur', 'new']
    .map((part) => join(maildir, part))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((name) => ({ name, path: join(path, name) })))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ path }) => readFileSync(path, 'latin1'));
}

function listens(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(undefined));
  });
}

async function stopDovecot(child: ChildProcess, directory: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(directory, { recursive: true, force: true });
}
