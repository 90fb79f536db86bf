/** npm test [-- PATH…]: runs the tests, two files at a time, and says at the end what was left out. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const root = join(import.meta.dirname, '..');
process.chdir(root);
// Each file runs in a process of its own: what one has compiled the others need not.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compile');

const patterns = ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts', 'console/src/**/*.test.ts'];
const wanted = process.argv.slice(2);
const files = globSync(patterns)
  .filter((file) => wanted.length === 0 || wanted.some((path) => file.startsWith(path.replace(/^\.\//, ''))))
  // The end-to-end files take longest: started first, they do not make the rest wait.
  .sort((a, b) => Number(b.startsWith('test/')) - Number(a.startsWith('test/')) || a.localeCompare(b));

if (files.length === 0) {
  process.stderr.write(`no test file under ${wanted.join(', ') || 'src, test'}\n`);
  process.exit(2);
}

const skipped = new Map<string, number>();
let failures = 0;
const stream = run({ files: files.map((file) => join(root, file)), concurrency: 2, timeout: 300_000 });
stream.on('test:fail', () => {
  failures += 1;
});
stream.on('test:pass', (event) => {
  if (typeof event.skip === 'string') skipped.set(event.skip, (skipped.get(event.skip) ?? 0) + 1);
});
stream.compose(spec()).pipe(process.stdout);
stream.on('end', () => {
  process.exitCode = failures === 0 ? 0 : 1;
});
process.on('exit', () => {
  for (const [reason, count] of skipped)
    process.stdout.write(`skipped: ${reason} (${count} ${count === 1 ? 'test' : 'tests'})\n`);
});
