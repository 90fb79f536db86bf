import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LoadRequest, LoadResult } from './load.ts';
import type { Peer, RunningPeer } from './peer.ts';
import { usageOf } from './processTree.ts';

/** One run of one load against one peer. */
export interface Measurement {
  readonly messagesPerSecond: number;
  readonly cpuMicrosecondsPerMessage: number;
  readonly peakMegabytes: number;
}

export interface LoadShape extends Omit<LoadRequest, 'port' | 'seed'> {
  /** Column of the table. */
  readonly title: string;
}

/** Rounds of messages sent before the measured ones, until a round is hardly faster than the fastest so far. */
const warmUp = { messages: 2000, mostRounds: 20, hardly: 1.03, slowRounds: 2 };

/**
 * Starts the peer, warms it up, measures one load, ends it. Throws when a message was
 * refused: a figure without all its messages is none.
 */
export async function measure(peer: Peer, shape: LoadShape, seed: string): Promise<Measurement> {
  const running = await peer.start();
  try {
    await warm(running, shape, seed);
    const before = usageOf(running.pid);
    const result = await send({ ...shape, port: running.port, seed });
    const untilAnswered = process.hrtime.bigint();
    await running.drained();
    const draining = Number(process.hrtime.bigint() - untilAnswered) / 1e9;
    if (result.refused > 0) {
      throw new Error(`${result.refused} messages refused: ${result.firstRefusal}`);
    }
    const after = usageOf(running.pid);
    return {
      messagesPerSecond: result.accepted / (result.seconds + draining),
      cpuMicrosecondsPerMessage: (after.cpuMicroseconds - before.cpuMicroseconds) / result.accepted,
      peakMegabytes: after.peakMegabytes,
    };
  } finally {
    await running.stop();
  }
}

/** A server that runs for months is measured as it is then, not while its code is still being compiled. */
async function warm(running: RunningPeer, shape: LoadShape, seed: string): Promise<void> {
  let fastest = 0;
  let slow = 0;
  for (let round = 1; round <= warmUp.mostRounds && slow < warmUp.slowRounds; round += 1) {
    const count = Math.min(warmUp.messages, shape.count);
    const { accepted, seconds } = await send({ ...shape, count, port: running.port, seed: `${seed}-warm-${round}` });
    await running.drained();
    const rate = accepted / seconds;
    slow = rate < fastest * warmUp.hardly ? slow + 1 : 0;
    fastest = Math.max(fastest, rate);
  }
}

function send(request: LoadRequest): Promise<LoadResult> {
  return runGenerator('load.ts', request);
}

/** Runs a load generator of this folder in a process of its own; its preparation is not in the time. */
export function runGenerator<Result>(program: string, request: object): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, program), JSON.stringify(request)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    let going = false;
    child.stdin.on('error', () => {});
    child.stdout.on('data', (piece: Buffer) => {
      said += piece;
      if (going || !said.startsWith('prepared\n')) return;
      going = true;
      child.stdin.write('go\n');
    });
    child.once('error', reject);
    child.once('close', () => {
      const last = said.trimEnd().split('\n').at(-1) ?? '';
      if (!last.startsWith('{')) return reject(new Error('the load generator ended without a result'));
      const result = JSON.parse(last) as object;
      if ('failed' in result) reject(new Error(String(result.failed)));
      else resolve(result as Result);
    });
  });
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}
