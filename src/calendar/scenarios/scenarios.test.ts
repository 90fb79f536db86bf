import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { printScenario, readScenario, runScenario } from './scenario.ts';

/** One test a file; `UPDATE=1` writes what happens now into the file, for review. */
for (const name of readdirSync(import.meta.dirname).filter((file) => file.endsWith('.itip'))) {
  const path = `${import.meta.dirname}/${name}`;
  const { title, steps } = readScenario(readFileSync(path, 'utf8'));
  test(`${title[0]?.replace(/^# /, '')} (${name})`, () => {
    const told = runScenario(steps);
    const happened = steps.map((step, index) => ({ ...step, expected: told[index] ?? [] }));
    if (process.env.UPDATE === '1') writeFileSync(path, printScenario(title, happened));
    else assert.equal(printScenario(title, happened), printScenario(title, steps));
  });
}
