#!/usr/bin/env node
// Brings what the program needs: packages from the lock file, then the built console.
// Quick when nothing is missing. Everything is told on standard error: standard output belongs to the program.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildConsole } from './bring/console.js';
import { withLock } from './bring/lock.js';
import { installPackages, packagesAreThere } from './bring/packages.js';

/** @param {{ console?: boolean }} what */
export async function bring(what = {}) {
  if (!packagesAreThere()) await withLock(installPackages);
  if (what.console) await withLock(buildConsole);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await bring({ console: true });
}
