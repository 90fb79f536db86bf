import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { StatementSync } from 'node:sqlite';
import { createCompiler } from '../compiler.ts';
import type { Store } from '../contract.ts';
import { type JobRow, jobFrom } from '../jobRow.ts';
import { migrate } from '../migrations/run.ts';
import { ensureOrganisation } from '../organisation.ts';
import { readContent } from '../reads/content.ts';
import { createReads } from '../reads/reads.ts';
import type { Source } from '../reads/rows.ts';
import { freeJobs, leaseJobs } from '../statements/jobs.ts';
import { dropLeases, takeLease } from '../statements/lease.ts';
import { statementsOf } from '../statements/unit.ts';
import { startWriter } from './batches.ts';
import { kyselyOver, openForReading, openForWriting } from './database.ts';
import { lockDirectory } from './lock.ts';

/** The embedded store: one process, one data directory. Throws when another process has the directory. */
export async function openSqlite(options: {
  dataDirectory: string;
  organisationId?: string;
  now: number;
}): Promise<Store> {
  const { dataDirectory } = options;
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(dataDirectory, join(dataDirectory, 'lock'));
  try {
    const file = join(dataDirectory, 'passerelle.sqlite');
    // Keys are in it: made for the owner's eyes only, and SQLite gives its log the same mode.
    closeSync(openSync(file, 'a', 0o600));
    const organisationId = await prepare(file, options.organisationId, options.now);
    return serve(file, organisationId, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Migrates, finds the organisation, and frees what the former process had leased. */
async function prepare(file: string, wanted: string | undefined, now: number): Promise<string> {
  const database = openForWriting(file);
  try {
    const organisationId = await kyselyOver(database)
      .transaction()
      .execute(async (transaction) => {
        await migrate(transaction, 'sqlite', now);
        return ensureOrganisation(transaction, wanted, now);
      });
    const compiler = createCompiler('sqlite', organisationId);
    for (const free of [freeJobs(compiler), dropLeases(compiler)]) database.prepare(free.sql).run(...free.parameters);
    return organisationId;
  } finally {
    database.close();
  }
}

function serve(file: string, organisationId: string, lock: { release(): void }): Store {
  const compiler = createCompiler('sqlite', organisationId);
  const writer = startWriter(file);
  const reader = openForReading(file);
  const prepared = new Map<string, StatementSync>();
  let closed: Promise<void> | undefined;
  const source: Source = {
    compiler,
    async rows<R>({ sql, parameters }: { sql: string; parameters: readonly (string | number | null | Uint8Array)[] }) {
      let statement = prepared.get(sql);
      if (statement === undefined) {
        statement = reader.prepare(sql);
        prepared.set(sql, statement);
      }
      return statement.all(...parameters) as R[];
    },
  };
  return {
    organisationId,
    reads: createReads(source),
    async commit(unit) {
      if (unit.length === 0) return 'committed';
      const result = await writer.submit(statementsOf(compiler, unit), false);
      return result.outcome === 'conflict' ? 'conflict' : 'committed';
    },
    async leaseJobs(request) {
      const result = await writer.submit([leaseJobs(compiler, request)], true);
      if (result.outcome !== 'committed') return [];
      return (result.rows as JobRow[]).map(jobFrom);
    },
    async takeLease(request) {
      const result = await writer.submit([takeLease(compiler, request)], true);
      return result.outcome === 'committed' && result.rows.length > 0;
    },
    content: (contentId) => readContent(source, contentId),
    close() {
      closed ??= writer.close().finally(() => {
        reader.close();
        lock.release();
      });
      return closed;
    },
  };
}
