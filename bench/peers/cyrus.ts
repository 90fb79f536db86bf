import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../test/peers/ports.ts';
import { endChild, spawnChild, untilListening } from '../peer.ts';

const master = '/usr/sbin/cyrmaster';
const programs = '/usr/lib/cyrus/bin';

/** A private Cyrus IMAP. */
export interface Cyrus {
  readonly pid: number;
  readonly httpPort: number;
  readonly lmtpPort: number;
  stop(): Promise<void>;
}

/**
 * Cyrus IMAP with CalDAV and LMTP on free ports, under its own user, all its files beside the
 * data of the other servers. Any password is good, and what comes by LMTP is filed on the
 * calendar and nowhere else: nothing is asked of it that is not asked of passerelle.
 */
export async function startCyrus(): Promise<Cyrus> {
  if (!existsSync(master) || !existsSync(join(programs, 'httpd'))) {
    throw new Error('cyrus-imapd and cyrus-caldav are not installed');
  }
  if (process.getuid?.() !== 0) throw new Error('Cyrus is started by root, for its own user');
  const directory = mkdtempSync(join(process.cwd(), 'bench/out/cyrus-'));
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'cyrus'], { encoding: 'utf8' })));
  if (uid === undefined || gid === undefined) throw new Error('there is no user cyrus');
  const httpPort = await freePort();
  const lmtpPort = await freePort();
  const folders = [
    'lib',
    ...['socket', 'proc', 'user', 'quota', 'db', 'log', 'msg', 'sieve', 'lock'].map((name) => `lib/${name}`),
  ];
  for (const name of [...folders, 'spool', 'sieve', 'run']) mkdirSync(join(directory, name));
  const files = {
    'imapd.conf': settings(directory),
    'cyrus.conf': services(directory, { httpPort, lmtpPort }),
    'calendar.sieve': 'require ["vnd.cyrus.imip"];\nprocessimip;\ndiscard;\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  chmodSync(directory, 0o755);
  for (const name of ['', ...folders, 'spool', 'sieve', 'run']) chownSync(join(directory, name), uid, gid);
  const child = spawnChild(
    master,
    ['-C', join(directory, 'imapd.conf'), '-M', join(directory, 'cyrus.conf'), '-p', join(directory, 'run/pid'), '-D'],
    { uid, gid },
  );
  const stop = async () => {
    await endChild(child);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    for (const port of [httpPort, lmtpPort]) await untilListening(child, port);
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { pid: child.pid ?? 0, httpPort, lmtpPort, stop };
}

const settings = (directory: string) => `
configdirectory: ${directory}/lib
partition-default: ${directory}/spool
defaultpartition: default
sievedir: ${directory}/sieve
lmtpsocket: ${directory}/run/lmtp
idlesocket: ${directory}/run/idle
notifysocket: ${directory}/run/notify
master_pid_file: ${directory}/run/pid
servername: contoso.example
calendar_user_address_set: contoso.example
virtdomains: off
httpmodules: caldav
httpallowcompress: no
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN
allowplaintext: yes
autocreate_quota: 0
autocreate_post: yes
autocreate_sieve_script: ${directory}/calendar.sieve
sieve_extensions: fileinto vnd.cyrus.imip
duplicatesuppression: no
`;

const services = (directory: string, { httpPort, lmtpPort }: { httpPort: number; lmtpPort: number }) => `
START {
  recover cmd="${programs}/ctl_cyrusdb -C ${directory}/imapd.conf -r"
}
SERVICES {
  http cmd="${programs}/httpd -C ${directory}/imapd.conf" listen="127.0.0.1:${httpPort}" prefork=5 maxchild=100
  lmtp cmd="${programs}/lmtpd -C ${directory}/imapd.conf -a" listen="127.0.0.1:${lmtpPort}" prefork=10 maxchild=100
}
EVENTS {
  checkpoint cmd="${programs}/ctl_cyrusdb -C ${directory}/imapd.conf -c" period=30
}
`;
