/** npm run check: each step by name; all run, and any that fails makes the whole fail. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkImports } from './imports.ts';
import { findRuleGaps } from './rules.ts';

const root = join(import.meta.dirname, '..');

interface Step {
  readonly name: string;
  /** Whether it passed. */
  run(): boolean;
}

const steps: readonly Step[] = [
  { name: 'types', run: () => tool('typescript/bin/tsc', '--noEmit') },
  {
    name: 'types of the console',
    run: () =>
      !existsSync(join(root, 'console/tsconfig.json')) || tool('typescript/bin/tsc', '--noEmit', '-p', 'console'),
  },
  { name: 'lint and format', run: () => tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.') },
  { name: 'import direction', run: () => report(checkImports(root)) },
  { name: 'dead code', run: () => tool('knip/bin/knip.js', '--no-progress') },
  { name: 'rules and tests', run: warnOfRules },
];

const failed: string[] = [];
for (const step of steps) {
  const started = Date.now();
  process.stdout.write(`── ${step.name}\n`);
  const passed = step.run();
  if (!passed) failed.push(step.name);
  process.stdout.write(`   ${passed ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}
process.stdout.write(failed.length === 0 ? 'check: all steps passed\n' : `check: failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

function tool(path: string, ...args: readonly string[]): boolean {
  const ended = spawnSync(process.execPath, [join(root, 'node_modules', path), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  return ended.status === 0;
}

function report(problems: readonly string[]): boolean {
  for (const problem of problems) process.stdout.write(`   ${problem}\n`);
  return problems.length === 0;
}

/** A rule without a test is told, not failed: the id may be newer than its test. */
function warnOfRules(): boolean {
  const { untested, unwritten } = findRuleGaps(root);
  if (untested.length > 0) process.stdout.write(`   without a test that quotes it: ${untested.join(' ')}\n`);
  if (unwritten.length > 0) process.stdout.write(`   quoted by a test, not in docs/rules: ${unwritten.join(' ')}\n`);
  return true;
}
