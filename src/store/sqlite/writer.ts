/** The one writer: a worker thread that applies batches of units, many in one commit. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Parameter } from '../compiler.ts';
import { openForWriting } from './database.ts';

export interface Batch {
  /** SQL of statements not sent before, numbered on from the last. */
  readonly learn: readonly string[];
  readonly units: readonly {
    readonly rows: boolean;
    readonly steps: readonly {
      readonly number: number;
      /** -1: any. */
      readonly expectRows: number;
      readonly parameters: readonly Parameter[];
    }[];
  }[];
}

export type UnitResult =
  | { readonly outcome: 'committed'; readonly rows: unknown[] }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'fault'; readonly message: string };

export interface BatchResult {
  readonly results: readonly UnitResult[];
}

/** Extended result codes (sqlite.org/rescode.html): a key that is taken is a conflict, other constraints are faults. */
const uniqueViolations = new Set([1555, 2067]);

function applyBatch(database: DatabaseSync, prepared: StatementSync[], units: Batch['units']): UnitResult[] {
  try {
    database.exec('begin immediate');
    const results = units.map((unit) => applyUnit(database, prepared, unit));
    database.exec('commit');
    return results;
  } catch (error) {
    // Disk full or worse: nothing of the batch is kept, and every caller is told.
    if (database.isTransaction) database.exec('rollback');
    return units.map(() => ({ outcome: 'fault', message: String(error) }));
  }
}

function applyUnit(database: DatabaseSync, prepared: StatementSync[], unit: Batch['units'][number]): UnitResult {
  database.exec('savepoint unit');
  const undo = (result: UnitResult): UnitResult => {
    database.exec('rollback to unit; release unit');
    return result;
  };
  try {
    let rows: unknown[] = [];
    for (const { number, expectRows, parameters } of unit.steps) {
      const statement = prepared[number];
      if (statement === undefined) throw new Error(`statement ${number} was never sent`);
      if (unit.rows) {
        rows = statement.all(...parameters);
        continue;
      }
      const { changes } = statement.run(...parameters);
      if (expectRows >= 0 && changes !== expectRows) return undo({ outcome: 'conflict' });
    }
    database.exec('release unit');
    return { outcome: 'committed', rows };
  } catch (error) {
    // SQLite ends the whole transaction itself on a full disk or a failed write.
    if (!database.isTransaction) throw error;
    const { errcode } = error as { errcode?: number };
    if (errcode !== undefined && uniqueViolations.has(errcode)) return undo({ outcome: 'conflict' });
    return undo({ outcome: 'fault', message: String(error) });
  }
}

function serve(file: string): void {
  const database = openForWriting(file);
  const prepared: StatementSync[] = [];
  parentPort?.on('message', (message: Batch | 'close') => {
    if (message === 'close') {
      // Leaves nothing of what was deleted in the log.
      database.exec('pragma wal_checkpoint(truncate)');
      database.close();
      parentPort?.close();
      return;
    }
    for (const sql of message.learn) prepared.push(database.prepare(sql));
    const result: BatchResult = { results: applyBatch(database, prepared, message.units) };
    parentPort?.postMessage(result);
  });
}

serve((workerData as { file: string }).file);
