import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Random } from '../platform/random.ts';
import type { Store, TraceRecord, Write } from '../store/contract.ts';

/** Where every decision is written down (law L6), in batches: a drop costs no write of its own (law L1). */
export interface TraceBook {
  /** A time-ordered id. */
  nextId(at: number): string;
  /** Records of decisions that changed nothing else. Written within `flushMilliseconds`. */
  note(records: readonly TraceRecord[]): void;
  /** The write that carries records in the same unit as their effect. Call `published` once it is committed. */
  write(records: readonly TraceRecord[]): Write;
  published(records: readonly TraceRecord[]): void;
  watch(listener: (records: readonly TraceRecord[]) => void): () => void;
  close(): Promise<void>;
}

const flushMilliseconds = 500;
/** Records kept for one write; more are written at once. */
const flushCount = 5000;

export function openTraceBook(parts: {
  store: Store;
  clock: Clock;
  random: Random;
  log: Log;
  metrics: Metrics;
}): TraceBook {
  const run = parts.random.bytes(4).toString('hex');
  const listeners = new Set<(records: readonly TraceRecord[]) => void>();
  let waiting: TraceRecord[] = [];
  let writing: Promise<unknown> = Promise.resolve();
  let count = 0;

  const flush = () => {
    if (waiting.length === 0) return;
    const records = waiting;
    waiting = [];
    writing = parts.store
      .commit([{ type: 'addTrace', records }])
      .catch((fault: unknown) =>
        parts.log.error({ fault: String(fault), records: records.length }, 'trace not written'),
      );
  };
  const timer = setInterval(flush, flushMilliseconds);
  timer.unref();

  const published = (records: readonly TraceRecord[]) => {
    for (const record of records) parts.metrics.decided(record.decision, record.milliseconds);
    for (const listener of listeners) listener(records);
  };

  return {
    nextId(at) {
      count = (count + 1) % 0xffffff;
      return `${at.toString(16).padStart(12, '0')}${count.toString(16).padStart(6, '0')}${run}`;
    },
    note(records) {
      for (const record of records) waiting.push(record);
      if (waiting.length >= flushCount) flush();
      published(records);
    },
    write: (records) => ({ type: 'addTrace', records }),
    published,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      clearInterval(timer);
      flush();
      await writing;
    },
  };
}
