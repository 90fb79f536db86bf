/**
 * npm run bench [-- --quick] [--repeats N] [--only NAME]… [--load TITLE]…: passerelle beside servers
 * people know and the ceiling, in one run, interleaved; medians and ratios. See README.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Stage } from './dav/stage.ts';
import { type Measurement, measure, median } from './measure.ts';
import { passerelle } from './peers/passerellePeer.ts';
import { type Sheet, sheetsOf } from './sheets.ts';
import { type Results, table } from './table.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    repeats: { type: 'string' },
    only: { type: 'string', multiple: true },
    load: { type: 'string', multiple: true },
  },
});
const repeats = Number(values.repeats ?? (values.quick ? 1 : 5));
const sheets = sheetsOf(values.quick ? 0.2 : 1)
  .map(asAsked)
  .filter(({ loads, peers }) => loads.length > 0 && peers.length > 0);
const out = join(import.meta.dirname, 'out');
process.chdir(join(import.meta.dirname, '..'));
mkdirSync(out, { recursive: true });

const measured = new Map<string, Map<string, Measurement[]>>();
/** Why a peer has no figure: for a load, by `peer/load`. */
const absent = new Map<string, string>();
for (const sheet of sheets) await run(sheet);

const text = sheets.map((sheet) => table(sheet, resultsOf(sheet))).join('\n');
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
// Others may be absent; what this program could not do is a fault of the bench or of the program.
if ([...absent.keys()].some((key) => key.startsWith(`${passerelle.name}/`))) process.exitCode = 1;

/** Only the peers and loads of the command line. */
function asAsked(sheet: Sheet): Sheet {
  const asked = <One>(all: readonly One[], nameOf: (one: One) => string, parts: readonly string[] | undefined) =>
    all.filter((one) => parts === undefined || parts.some((part) => named(nameOf(one), part)));
  const goals = sheet.goals;
  switch (sheet.kind) {
    case 'mail': {
      const peers = asked(sheet.peers, ({ name }) => name, values.only);
      return { ...sheet, peers, loads: asked(sheet.loads, ({ title }) => title, values.load), goals };
    }
    case 'calendar': {
      const peers = asked(sheet.peers, ({ name }) => name, values.only);
      return { ...sheet, peers, loads: asked(sheet.loads, ({ title }) => title, values.load), goals };
    }
  }
}

function named(name: string, part: string): boolean {
  return name.toLowerCase().includes(part.toLowerCase());
}

async function run(sheet: Sheet): Promise<void> {
  // As many figures as there are loads and repeats: a second and a half each is a minute a server.
  const stage = new Stage(values.quick ? 0.6 : 1.5);
  try {
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      switch (sheet.kind) {
        case 'mail':
          for (const load of sheet.loads) {
            for (const peer of sheet.peers) {
              await measureOne(peer.name, load.title, repeat, () => measure(peer, load, `run-${repeat}`));
            }
          }
          break;
        case 'calendar':
          for (const load of sheet.loads) {
            for (const peer of sheet.peers.filter(({ name }) => load.only?.includes(name) ?? true)) {
              await measureOne(peer.name, load.title, repeat, () => stage.measure(peer, load, `run-${repeat}`));
            }
          }
      }
    }
  } finally {
    await stage.stop();
  }
}

async function measureOne(
  peer: string,
  load: string,
  repeat: number,
  measureIt: () => Promise<Measurement>,
): Promise<void> {
  if (absent.has(`${peer}/${load}`)) return;
  try {
    const found = await measureIt();
    const runs = measured.get(peer) ?? new Map<string, Measurement[]>();
    runs.set(load, [...(runs.get(load) ?? []), found]);
    measured.set(peer, runs);
    const { messagesPerSecond, cpuMicrosecondsPerMessage, peakMegabytes } = found;
    process.stdout.write(
      `${repeat}/${repeats} ${load}, ${peer}: ${messagesPerSecond.toFixed(1)}/s, ${cpuMicrosecondsPerMessage.toFixed(0)} µs, ${peakMegabytes.toFixed(0)} MB\n`,
    );
  } catch (fault) {
    const reason = fault instanceof Error ? (fault.message.split('\n')[0] ?? '') : String(fault);
    process.stdout.write(`${repeat}/${repeats} ${load}, ${peer}: not measured: ${reason}\n`);
    absent.set(`${peer}/${load}`, reason);
  }
}

function resultsOf({ peers, loads }: Sheet): Results {
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
