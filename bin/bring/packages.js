// Packages: installed with `npm ci` when node_modules is missing or does not hold what the lock file says.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../runtime.js';

const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.passerelle-lock');

export function packagesAreThere() {
  if (!existsSync(lockFile)) return existsSync(modules);
  const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return true;
  if (!matchesHiddenLock()) return false;
  writeFileSync(stamp, hash);
  return true;
}

/** Whether npm's own note of what it installed agrees with the lock file: so after a plain `npm install`. */
function matchesHiddenLock() {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    if (present[path] === undefined) return entry.optional === true;
    return present[path].version === entry.version && existsSync(join(root, path));
  });
}

export async function installPackages() {
  // Another process may have done it while this one waited for the lock.
  if (packagesAreThere()) return;
  const total = Object.keys(JSON.parse(readFileSync(lockFile, 'utf8')).packages).length - 1;
  process.stderr.write('passerelle: installing packages from package-lock.json (once)\n');
  const started = Date.now();
  const progress = setInterval(
    () => process.stderr.write(`passerelle: ${countPackages()} of about ${total} packages\n`),
    3000,
  );
  const code = await npmCi();
  clearInterval(progress);
  if (code !== 0 || !existsSync(modules)) {
    process.stderr.write(`passerelle: npm ci failed (${code}): see above. Is the package registry reachable?\n`);
    process.exit(1);
  }
  writeFileSync(stamp, createHash('sha256').update(readFileSync(lockFile)).digest('hex'));
  process.stderr.write(`passerelle: packages installed in ${Math.round((Date.now() - started) / 1000)} s\n`);
}

function npmCi() {
  // Inside `npm run`, node_modules/.bin comes first and holds a node that npm ci is about to replace.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(modules))
    .join(delimiter);
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const known = npm !== undefined && node !== undefined && existsSync(npm) && !node.startsWith(modules);
  const [command, all] = known ? [node, [npm, ...args]] : ['npm', args];
  return new Promise((resolve) => {
    const child = spawn(command, all, {
      cwd: root,
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, PATH: path },
    });
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
}

function countPackages() {
  if (!existsSync(modules)) return 0;
  let count = 0;
  for (const name of readdirSync(modules)) {
    if (name.startsWith('.')) continue;
    count += name.startsWith('@') ? readdirSync(join(modules, name)).length : 1;
  }
  return count;
}
