/**
 * npm run kill [-- --rounds N] [--messages N] [--sessions N]: kill -9 in the middle of
 * deliveries, again and again. What got no 250 is sent again; at the end every 250 must
 * have had its effect exactly once: nothing lost, nothing doubled.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../peers/ports.ts';
import { openSink } from '../peers/sink.ts';
import { connection, eventSummary } from './connection.ts';
import { judge } from './judge.ts';
import { runRound } from './round.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    messages: { type: 'string', default: '2000' },
    sessions: { type: 'string', default: '8' },
  },
});
const rounds = Number(values.rounds);
const data = mkdtempSync(join(tmpdir(), 'passerelle-kill-'));
const home = await openSink();
const ports = { data, httpPort: await freePort(), smtpPort: await freePort() };
let failures = 0;
try {
  for (let round = 1; round <= rounds; round += 1) {
    const started = Date.now();
    const outcome = await runRound({
      ...ports,
      yaml: connection(ports.httpPort, home.port),
      round,
      messages: Number(values.messages),
      sessions: Number(values.sessions),
    });
    const problems = await judge(ports, outcome, home, eventSummary(round));
    failures += problems.length;
    const { kills, accepted, uncertain, events } = outcome;
    process.stdout.write(
      `round ${round}/${rounds}: ${accepted.size} accepted, ${events.length} events made, ${kills} kills, ${uncertain} sent again without knowing, ${((Date.now() - started) / 1000).toFixed(1)} s: ${problems.length === 0 ? 'ok' : 'FAILED'}\n`,
    );
    for (const problem of problems.slice(0, 20)) process.stdout.write(`  ${problem}\n`);
  }
} finally {
  await home.close();
  if (failures === 0) rmSync(data, { recursive: true, force: true });
  else process.stdout.write(`the data directory is kept: ${data}\n`);
}
process.exitCode = failures === 0 ? 0 : 1;
