import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { requirePeer } from './peers.ts';
import { freePort } from './ports.ts';

const program = '/usr/sbin/named';
/** Debian's account for whom nothing matters. */
const nobody = 65_534;

/** A private BIND: the primary of contoso.example, which takes updates under one key. */
export interface Bind {
  readonly port: number;
  readonly tsigKey: { readonly name: string; readonly secret: string };
  stop(): Promise<void>;
}

/** @param zones their records, in the lines of a zone file; contoso.example is the one that takes updates */
export async function startBind(t: TestContext, zones: Readonly<Record<string, string>>): Promise<Bind | undefined> {
  if (!requirePeer(t, 'BIND', program)) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'passerelle-bind-'));
  const port = await freePort();
  const tsigKey = {
    name: 'passerelle-update',
    secret: Buffer.from('a key for tests, of 32 octets...').toString('base64'),
  };
  const files = Object.entries(zones).map(([zone, records]) => {
    writeFileSync(join(directory, `${zone}.zone`), `${soa}${records}`);
    const update = zone === 'contoso.example' ? `update-policy { grant ${tsigKey.name} zonesub TXT CNAME MX; };` : '';
    return `zone "${zone}" { type primary; file "${directory}/${zone}.zone"; ${update} };`;
  });
  writeFileSync(join(directory, 'named.conf'), configuration(directory, port, tsigKey, files.join('\n')));
  const unprivileged = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  if (process.getuid?.() === 0) chownSync(directory, nobody, nobody);
  const child = spawn(program, ['-g', '-c', join(directory, 'named.conf'), '-n', '1'], {
    ...unprivileged,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let log = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`BIND ended: ${log}`)));
    child.stderr.on('data', (part: Buffer) => {
      log += part.toString();
      if (/ running$/m.test(log)) resolve();
    });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  t.after(stop);
  return { port, tsigKey, stop };
}

const soa = `$TTL 300
@ IN SOA ns1 hostmaster 1 3600 600 86400 60
@ IN NS ns1
ns1 IN A 127.0.0.1
`;

const configuration = (directory: string, port: number, { name, secret }: Bind['tsigKey'], zones: string) => `
key "${name}" { algorithm hmac-sha256; secret "${secret}"; };
options {
  directory "${directory}";
  pid-file "${directory}/named.pid";
  session-keyfile "${directory}/session.key";
  managed-keys-directory "${directory}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  notify no;
  dnssec-validation no;
};
controls { };
${zones}
`;
