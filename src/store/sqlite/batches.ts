import { Worker } from 'node:worker_threads';
import type { Statement } from '../compiler.ts';
import type { Batch, BatchResult, UnitResult } from './writer.ts';

/** The main thread's side of the one writer. */
export interface Batches {
  /** Applies a unit in the next commit. Rejects on a fault. `rows` answers what the last statement returns. */
  submit(statements: readonly Statement[], rows: boolean): Promise<UnitResult>;
  close(): Promise<void>;
}

interface Waiting {
  readonly statements: readonly Statement[];
  readonly rows: boolean;
  readonly resolve: (result: UnitResult) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts the writer. While it commits one batch, the units that arrive form the next:
 * no timer, no waiting when it is idle, and the busier it is the more share one commit.
 */
export function startWriter(file: string): Batches {
  const worker = new Worker(new URL('./writer.ts', import.meta.url), { workerData: { file } });
  /** Statements go over once; afterwards by number. */
  const numbers = new Map<string, number>();
  let waiting: Waiting[] = [];
  let committing: Waiting[] = [];
  let scheduled = false;
  let ended: Error | undefined;
  let closing = false;

  function schedule(): void {
    if (scheduled || committing.length > 0) return;
    scheduled = true;
    // After what is runnable now, so that callers woken by one commit share the next.
    setImmediate(send);
  }

  function send(): void {
    scheduled = false;
    if (waiting.length === 0 || ended) return;
    committing = waiting;
    waiting = [];
    const learn: string[] = [];
    const owned: ArrayBuffer[] = [];
    const units = committing.map(({ statements, rows }) => ({
      rows,
      steps: statements.map(({ sql, parameters, expectRows }) => {
        let number = numbers.get(sql);
        if (number === undefined) {
          number = numbers.size;
          numbers.set(sql, number);
          learn.push(sql);
        }
        return { number, expectRows: expectRows ?? -1, parameters: parameters.map((value) => handOver(value, owned)) };
      }),
    }));
    worker.postMessage({ learn, units } satisfies Batch, owned);
  }

  function fail(error: Error): void {
    ended ??= error;
    const lost = [...committing, ...waiting];
    committing = [];
    waiting = [];
    for (const unit of lost) unit.reject(ended);
  }

  worker.on('message', ({ results }: BatchResult) => {
    const done = committing;
    committing = [];
    done.forEach((unit, index) => {
      const result = results[index];
      if (result === undefined) unit.reject(new Error('the writer gave no answer for this unit'));
      else if (result.outcome === 'fault') unit.reject(new Error(`the store failed: ${result.message}`));
      else unit.resolve(result);
    });
    schedule();
  });
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => fail(new Error('the store is closed')));

  return {
    submit(statements, rows) {
      if (ended || closing) return Promise.reject(ended ?? new Error('the store is closed'));
      return new Promise((resolve, reject) => {
        waiting.push({ statements, rows, resolve, reject });
        schedule();
      });
    },
    async close() {
      if (closing || ended) return;
      closing = true;
      // What was submitted before is still committed.
      while (waiting.length > 0 || committing.length > 0) await new Promise((resolve) => setImmediate(resolve));
      if (ended) return;
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage('close');
      await exited;
    },
  };
}

/** Octets are copied once and handed over: cloning a Buffer would copy all of the slab it was cut from. */
function handOver(value: Statement['parameters'][number], owned: ArrayBuffer[]): Statement['parameters'][number] {
  if (!(value instanceof Uint8Array)) return value;
  const copy = new Uint8Array(value);
  owned.push(copy.buffer);
  return copy;
}
