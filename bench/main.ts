/**
 * npm run bench [-- --quick] [--repeats N] [--only NAME]… [--load TITLE]…: passerelle beside Postfix,
 * Haraka and the ceiling, in one run, interleaved; medians and ratios. See README.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LoadShape, type Measurement, measure, median } from './measure.ts';
import type { Peer } from './peer.ts';
import { bareLog, bareMemory } from './peers/barePeer.ts';
import { haraka } from './peers/harakaPeer.ts';
import { passerelle } from './peers/passerellePeer.ts';
import { postfix } from './peers/postfixPeer.ts';
import { type Goal, type Results, table } from './table.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    repeats: { type: 'string' },
    only: { type: 'string', multiple: true },
    load: { type: 'string', multiple: true },
  },
});
const repeats = Number(values.repeats ?? (values.quick ? 1 : 5));
const share = values.quick ? 0.2 : 1;

const allLoads: readonly LoadShape[] = [
  { title: 'corpus', name: 'corpus', count: Math.max(600, 2000 * share), sessions: 10, pipelined: false },
  { title: 'dropped, 5 kB, 10 sessions', name: 'dropped', count: 20_000 * share, sessions: 10, pipelined: false },
  { title: 'dropped, 5 kB, 50 pipelined', name: 'dropped', count: 30_000 * share, sessions: 50, pipelined: true },
  { title: 'invitations, 10 sessions', name: 'invitations', count: 5000 * share, sessions: 10, pipelined: false },
  { title: 'invitations, 50 sessions', name: 'invitations', count: 5000 * share, sessions: 50, pipelined: false },
];

const loads = allLoads.filter(({ title }) => named(title, values.load));

const goals: readonly Goal[] = [
  {
    title: 'corpus: at least 6 times the messages/s of Postfix',
    load: 'corpus',
    peer: passerelle.name,
    against: postfix.name,
    figure: 'messagesPerSecond',
    bound: { atLeast: 6 },
  },
  {
    title: 'corpus: at most a fifth of the CPU a message of Postfix',
    load: 'corpus',
    peer: passerelle.name,
    against: postfix.name,
    figure: 'cpuMicrosecondsPerMessage',
    bound: { atMost: 0.2 },
  },
  {
    title: 'dropped mail: at least half the rate of the bare socket',
    load: 'dropped, 5 kB, 10 sessions',
    peer: passerelle.name,
    against: bareMemory.name,
    figure: 'messagesPerSecond',
    bound: { atLeast: 0.5 },
  },
  {
    title: 'invitations filed: at least 1/7 the rate of the bare shared log',
    load: 'invitations, 10 sessions',
    peer: passerelle.name,
    against: bareLog.name,
    figure: 'messagesPerSecond',
    bound: { atLeast: 1 / 7 },
  },
];

const peers: readonly Peer[] = [bareMemory, bareLog, postfix, haraka, passerelle].filter(({ name }) =>
  named(name, values.only),
);
const out = join(import.meta.dirname, 'out');
process.chdir(join(import.meta.dirname, '..'));
mkdirSync(out, { recursive: true });

const measured = new Map<string, Map<string, Measurement[]>>();
/** Why a peer has no figure: for a load, by `peer/load`. */
const absent = new Map<string, string>();
for (let repeat = 1; repeat <= repeats; repeat += 1) {
  for (const load of loads) {
    for (const peer of peers) {
      if (!absent.has(`${peer.name}/${load.title}`)) await measureOne(peer, load, repeat);
    }
  }
}

const text = table(results(), loads, goals);
writeFileSync(join(out, 'latest.md'), text);
writeFileSync(
  join(out, 'latest.json'),
  JSON.stringify(
    [...measured].map(([peer, runs]) => [peer, ...runs]),
    null,
    2,
  ),
);
process.stdout.write(`\n${text}\nwritten to bench/out/latest.md\n`);

/** Whether one of the parts given on the command line is in the name; no parts name everything. */
function named(name: string, parts: readonly string[] | undefined): boolean {
  return parts === undefined || parts.some((part) => name.toLowerCase().includes(part.toLowerCase()));
}

async function measureOne(peer: Peer, load: LoadShape, repeat: number): Promise<void> {
  try {
    const found = await measure(peer, load, `run-${repeat}`);
    const runs = measured.get(peer.name) ?? new Map<string, Measurement[]>();
    runs.set(load.title, [...(runs.get(load.title) ?? []), found]);
    measured.set(peer.name, runs);
    const { messagesPerSecond, cpuMicrosecondsPerMessage, peakMegabytes } = found;
    process.stdout.write(
      `${repeat}/${repeats} ${load.title}, ${peer.name}: ${messagesPerSecond.toFixed(0)}/s, ${cpuMicrosecondsPerMessage.toFixed(0)} µs, ${peakMegabytes.toFixed(0)} MB\n`,
    );
  } catch (fault) {
    const reason = fault instanceof Error ? (fault.message.split('\n')[0] ?? '') : String(fault);
    process.stdout.write(`${repeat}/${repeats} ${load.title}, ${peer.name}: not measured: ${reason}\n`);
    absent.set(`${peer.name}/${load.title}`, reason);
  }
}

function results(): Results {
  return new Map(
    peers.map(({ name }) => [
      name,
      new Map(
        loads.map(({ title }) => {
          const found = measured.get(name)?.get(title);
          return [title, found === undefined ? (absent.get(`${name}/${title}`) ?? 'not run') : medians(found)];
        }),
      ),
    ]),
  );
}

function medians(found: readonly Measurement[]): Measurement {
  return {
    messagesPerSecond: median(found.map((one) => one.messagesPerSecond)),
    cpuMicrosecondsPerMessage: median(found.map((one) => one.cpuMicrosecondsPerMessage)),
    peakMegabytes: median(found.map((one) => one.peakMegabytes)),
  };
}
