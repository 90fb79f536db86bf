import type { Random } from '../platform/random.ts';

/** Ids that sort by time, and never meet those of another process. */
export function createTraceIds(random: Random): { next(at: number): string } {
  const run = random.bytes(4).toString('hex');
  let count = 0;
  return {
    next(at) {
      count = (count + 1) % 0xffffff;
      return `${at.toString(16).padStart(12, '0')}${count.toString(16).padStart(6, '0')}${run}`;
    },
  };
}
