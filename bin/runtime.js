// Which Node runs the program. This file itself runs on Node 18 and later.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Node that runs .ts files as they are and has node:sqlite and crypto.argon2 without a flag. */
const needed = [24, 15];

/** @param {string} version such as `24.21.0` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

/** Path of a Node that is new enough: this one, or the one the lock file brings. Undefined when there is none (yet). */
export function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const brought = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  return existsSync(brought) ? brought : undefined;
}

/** Runs a file with arguments under a Node that is new enough, in this process when it is, and ends as the file ends. */
export async function run(file, args) {
  const node = findNode();
  if (node === undefined) {
    process.stderr.write(
      `passerelle needs Node ${needed.join('.')} or later. This is ${process.versions.node}, and no newer one is brought for ${process.platform} ${process.arch}: install it and try again.\n`,
    );
    process.exit(1);
  }
  const path = resolve(file);
  if (node === process.execPath) {
    process.argv.splice(1, process.argv.length, path, ...args);
    await import(pathToFileURL(path).href);
    return;
  }
  const child = spawn(node, [path, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well: passing it on would be a second one.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`passerelle: ${node} does not start: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // Where the signal is ignored by this process, end with the code a shell would show.
    setTimeout(() => process.exit(128 + constants.signals[signal]), 1000);
  });
}
