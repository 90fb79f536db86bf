// `npm start` and `npm test` may be started at the same moment on a fresh machine: one brings, the other waits.
import { createHash } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../runtime.js';

const path = join(tmpdir(), `passerelle-bring-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`);

export async function withLock(work) {
  await acquire();
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

async function acquire() {
  for (let told = false; ; ) {
    try {
      takeOrThrow();
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!holderLives()) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) process.stderr.write('passerelle: waiting for another start to finish installing\n');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** By a link, so that the lock never stands without its holder's number in it. */
function takeOrThrow() {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
  } finally {
    rmSync(own, { force: true });
  }
}

function holderLives() {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
