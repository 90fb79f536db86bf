#!/usr/bin/env node
// The launcher: brings what is missing, then runs src/main.ts under a Node that is new enough.
import { join } from 'node:path';
import { bring } from './bring.js';
import { root, run } from './runtime.js';

const args = process.argv.slice(2);
// Only `start` serves the console, so only `start` waits for it to be built.
await bring({ console: args[0] === 'start' });
await run(join(root, 'src', 'main.ts'), args);
