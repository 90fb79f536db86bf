import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Where Debian 12's package puts the server; it is not in PATH. */
const binaries = '/usr/lib/postgresql/15/bin';

export interface PostgresPeer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL for tests: the one `PASSERELLE_TEST_POSTGRES` names, else a private
 * cluster of the machine's PostgreSQL 15 on a Unix socket in a temporary directory.
 * Undefined when there is neither.
 */
export async function startPostgres(): Promise<PostgresPeer | undefined> {
  const given = process.env.PASSERELLE_TEST_POSTGRES;
  if (given) return { url: given, stop: async () => {} };
  const user = await serverUser();
  if (user === undefined) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'passerelle-postgres-'));
  await chown(directory, user.uid, user.gid);
  const data = join(directory, 'data');
  await run(join(binaries, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...user,
    cwd: directory,
  });
  // Without fsync: what is tested here is the store's use of PostgreSQL, not PostgreSQL's durability.
  const options = ['-D', data, '-k', directory, '-c', 'listen_addresses=', '-c', 'fsync=off'];
  const server = spawn(join(binaries, 'postgres'), options, {
    ...user,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endWithUs = () => void server.kill('SIGQUIT');
  process.on('exit', endWithUs);
  await accepting(server);
  return {
    url: `postgres://postgres@/postgres?host=${encodeURIComponent(directory)}`,
    async stop() {
      process.off('exit', endWithUs);
      const exited = new Promise((resolve) => server.once('exit', resolve));
      // Immediate shutdown: clients that are still there are cut off.
      server.kill('SIGQUIT');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then as the user its package made. Undefined without the server. */
async function serverUser(): Promise<{ uid: number; gid: number } | undefined> {
  try {
    await run(join(binaries, 'postgres'), ['--version']);
    const own = process.getuid?.() ?? 0;
    if (own !== 0) return { uid: own, gid: process.getgid?.() ?? own };
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

function accepting(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (piece: Buffer) => {
      if (said.length < 100_000) said += piece.toString();
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)));
  });
}
