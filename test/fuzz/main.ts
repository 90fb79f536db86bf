/**
 * npm run fuzz [-- --seconds N] [--only NAME] [--seed N]: properties of everything that
 * reads what strangers send, with inputs made up until the time is over. A failure prints
 * the smallest input that shows it, and the seed that finds it again.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { calendarProperties } from './calendar.ts';
import { clientObjectProperties } from './clientObjects.ts';
import { openPop3Properties } from './pop3.ts';
import type { FuzzProperty } from './property.ts';
import { roomProperties } from './rooms.ts';
import { scannerProperties } from './scanner.ts';
import { openSmtpProperties } from './smtp.ts';
import { tnefProperties } from './tnef.ts';
import { xmlProperties } from './xml.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    only: { type: 'string' },
    seed: { type: 'string' },
  },
});

const smtp = await openSmtpProperties();
const pop3 = await openPop3Properties();
const all: readonly FuzzProperty[] = [
  ...scannerProperties,
  ...calendarProperties,
  ...tnefProperties,
  ...roomProperties,
  ...clientObjectProperties,
  ...xmlProperties,
  ...smtp.properties,
  ...pop3.properties,
];
const chosen = all.filter(({ name }) => values.only === undefined || name.includes(values.only));
const share = (Number(values.seconds) * 1000) / chosen.length;
const seed = values.seed === undefined ? Date.now() & 0x7fffffff : Number(values.seed);

let failures = 0;
for (const { name, property } of chosen) {
  const outcome = await fc.check(property, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: share,
    markInterruptAsFailure: false,
  });
  process.stdout.write(`${outcome.failed ? 'FAILED' : 'ok    '} ${name}: ${outcome.numRuns} runs, seed ${seed}\n`);
  if (!outcome.failed) continue;
  failures += 1;
  process.stdout.write(`${fc.defaultReportMessage(outcome)}\n`);
}
await smtp.close();
await pop3.close();
process.exitCode = failures === 0 ? 0 : 1;
