// The console: built by Vite into console/dist when it is missing or its sources have changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, root } from '../runtime.js';

const folder = join(root, 'console');
const built = join(folder, 'dist');
const stamp = join(built, '.passerelle-sources');

export function buildConsole() {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const node = findNode();
  // Without console or without build tools (an image made with --omit=dev) the program serves what is built, if anything.
  if (!existsSync(join(folder, 'index.html')) || !existsSync(vite) || node === undefined) return;
  const hash = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  process.stderr.write('passerelle: building the console\n');
  const result = spawnSync(node, [vite, 'build', folder, '--logLevel', 'warn', '--emptyOutDir'], {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  });
  if (result.status !== 0) {
    process.stderr.write('passerelle: the console could not be built: see above\n');
    process.exit(1);
  }
  writeFileSync(stamp, hash);
}

function sourceHash() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const file of files(folder)) hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

function files(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.name !== 'dist' && entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? files(path) : [path];
    });
}
