import type { Job } from '../store/contract.ts';

/** A job that is ours until `until`. */
export interface LeasedJob {
  readonly job: Job;
  readonly leasedAt: number;
}

/**
 * Jobs of one connector: as many under way as it has connections, some more waiting, so
 * that a lease (a commit) fetches several, and one slow connector never holds up another.
 */
export class Lane {
  active = 0;
  readonly waiting: LeasedJob[] = [];

  /** How many jobs to lease now; 0 while there are enough. */
  wants(concurrency: number): number {
    if (this.waiting.length >= concurrency) return 0;
    return concurrency * 4 - this.active - this.waiting.length;
  }

  next(concurrency: number): LeasedJob | undefined {
    return this.active < concurrency ? this.waiting.shift() : undefined;
  }
}
