import { setTimeout as pause } from 'node:timers/promises';
import type { Store, Write } from '../store/contract.ts';

const pauses = [100, 1000, 5000];

/**
 * Commits what became of a job. The peer has answered already, so a passing fault of the
 * store must not make it a second delivery: it is tried a few times before it is thrown.
 * @param report left out when it has been written before (its idempotency key exists)
 */
export async function commitSurely(store: Store, writes: readonly Write[], report: readonly Write[]): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      if ((await store.commit([...writes, ...report])) === 'committed') return;
      await store.commit(writes);
      return;
    } catch (fault) {
      const wait = pauses[attempt];
      if (wait === undefined) throw fault;
      await pause(wait);
    }
  }
}
