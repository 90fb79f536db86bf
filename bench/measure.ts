import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LoadRequest, LoadResult } from './load.ts';
import type { Peer } from './peer.ts';
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

/**
 * Starts the peer, warms it up, measures one load, ends it. Throws when a message was
 * refused: a figure without all its messages is none.
 */
export async function measure(peer: Peer, shape: LoadShape, seed: string): Promise<Measurement> {
  const running = await peer.start();
  try {
    await send({ ...shape, port: running.port, seed: `${seed}-warm`, count: Math.min(1000, shape.count) });
    await running.drained();
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

/** Runs the load generator in a process of its own; its preparation is not in the time. */
async function send(request: LoadRequest): Promise<LoadResult> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load.ts'), JSON.stringify(request)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let result: LoadResult | { readonly failed: string } = { failed: 'the load generator ended without a result' };
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'prepared') child.stdin.write('go\n');
    else result = JSON.parse(line);
  }
  await ended;
  if ('failed' in result) throw new Error(result.failed);
  return result;
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}
