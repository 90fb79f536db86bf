import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endChild, type Peer, startChild } from '../peer.ts';

const program = join(import.meta.dirname, 'bare.ts');

/** Reads and answers, keeps nothing: what a Node program can reach at most. */
export const bareMemory: Peer = {
  name: 'bare socket, memory',
  start: () => start(['memory'], () => {}),
};

/** Answers when a shared log has been flushed: what a durable Node program can reach at most. */
export const bareLog: Peer = {
  name: 'bare socket, shared log',
  async start() {
    // Beside the data of the others, so that all flush to the same disk.
    const directory = mkdtempSync(join(process.cwd(), 'bench/out/log-'));
    return start(['log', join(directory, 'log')], () => rmSync(directory, { recursive: true, force: true }));
  },
};

async function start(args: readonly string[], clean: () => void) {
  const { child, match } = await startChild(process.execPath, [program, ...args], /^ready (\d+)$/m);
  return {
    port: Number(match[1]),
    pid: child.pid ?? 0,
    drained: async () => {},
    async stop() {
      await endChild(child);
      clean();
    },
  };
}
