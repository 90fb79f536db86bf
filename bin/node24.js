#!/usr/bin/env node
// node bin/node24.js FILE [ARGUMENT…]: runs a script of this project under a Node that is new enough.
import { run } from './runtime.js';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node bin/node24.js FILE [ARGUMENT…]\n');
  process.exit(2);
}
await run(file, args);
