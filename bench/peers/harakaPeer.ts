import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../../test/peers/ports.ts';
import { endChild, type Peer, startChild } from '../peer.ts';

const bench = join(import.meta.dirname, '..');
const program = join(bench, 'node_modules', 'Haraka', 'bin', 'haraka');
/** Seconds an installation may take before the bench goes on without. */
const patience = 60;

/** Haraka, accepting to a plugin that discards. */
export const haraka: Peer = {
  name: 'Haraka into a discarding plugin',
  async start() {
    if (!existsSync(program)) await install();
    const port = await freePort();
    const directory = mkdtempSync(join(tmpdir(), 'passerelle-haraka-'));
    for (const name of ['plugins', 'queue']) mkdirSync(join(directory, name));
    cpSync(join(bench, 'node_modules/Haraka/config'), join(directory, 'config'), { recursive: true });
    const files = {
      'config/smtp.ini': `listen=127.0.0.1:${port}\nnodes=0\n`,
      'config/plugins': 'discard_all\n',
      'config/log.ini': '[main]\nlevel=notice\n',
      'config/databytes': '160000000\n',
      'plugins/discard_all.js':
        'exports.hook_rcpt = (next) => next(OK);\nexports.hook_queue = (next) => next(OK, "discarded");\n',
    };
    const limits = join(directory, 'config/connection.ini');
    writeFileSync(limits, readFileSync(limits, 'utf8').replace(/^bytes=\d+$/m, 'bytes=160000000'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    const { child } = await startChild(process.execPath, [program, '-c', directory], /Listening on /);
    return {
      port,
      pid: child.pid ?? 0,
      drained: async () => {},
      async stop() {
        await endChild(child);
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
};

/** Without install scripts: what Haraka would compile it can do without. */
function install(): Promise<void> {
  process.stderr.write('bench: installing Haraka from bench/package-lock.json\n');
  return new Promise((resolve, reject) => {
    const child = spawn(
      'npm',
      ['ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: bench,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
        timeout: patience * 1000,
      },
    );
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`it could not be installed within ${patience} seconds (${code ?? 'timeout'})`)),
    );
  });
}
