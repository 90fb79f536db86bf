import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '../../platform/log.ts';
import { createCompiler, type Query } from '../compiler.ts';
import type { Store } from '../contract.ts';
import { jobFrom } from '../jobRow.ts';
import { migrate } from '../migrations/run.ts';
import { ensureOrganisation } from '../organisation.ts';
import { readConfigurationChange } from '../reads/configuration.ts';
import { readContent } from '../reads/content.ts';
import { createReads } from '../reads/reads.ts';
import type { Source } from '../reads/rows.ts';
import type { Tables } from '../schema.ts';
import { leaseJobs } from '../statements/jobs.ts';
import { takeLease } from '../statements/lease.ts';
import { calendarsOf, statementsOf } from '../statements/unit.ts';
import { applyUnit, namedQuery } from './unit.ts';

const int8 = 20;

/** The large store: any number of identical processes on one PostgreSQL. Throws when it can't be reached. */
export async function openPostgres(options: {
  databaseUrl: string;
  organisationId?: string;
  now: number;
  log: Log;
}): Promise<Store & { configurationChange(): Promise<number> }> {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: 16,
    connectionTimeoutMillis: 10_000,
    // A process that stops in the middle of a unit gives up its locks after this.
    idle_in_transaction_session_timeout: 30_000,
    // A unit's statements go out together: two round trips a unit instead of one a statement.
    pipeline: true,
    types: {
      // Every bigint of ours is a count or a time, far below 2^53.
      getTypeParser: (type: number, format?: 'text' | 'binary') =>
        type === int8 ? Number : pg.types.getTypeParser(type, format === 'binary' ? 'binary' : 'text'),
    },
  });
  pool.on('error', (error) => options.log.warn({ error: error.message }, 'a connection to PostgreSQL was lost'));
  try {
    const organisationId = await new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
      .transaction()
      .execute(async (transaction) => {
        await migrate(transaction, 'postgres', options.now);
        return ensureOrganisation(transaction, options.organisationId, options.now);
      });
    return serve(pool, organisationId);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

function serve(pool: pg.Pool, organisationId: string): Store & { configurationChange(): Promise<number> } {
  const compiler = createCompiler('postgres', organisationId);
  let closed: Promise<void> | undefined;
  const source: Source = {
    compiler,
    async rows<R>(query: Query<R>) {
      const { rows } = await pool.query(namedQuery(query));
      return rows as R[];
    },
  };
  return {
    organisationId,
    reads: createReads(source),
    commit: async (unit) =>
      unit.length === 0
        ? 'committed'
        : applyUnit(pool, organisationId, calendarsOf(unit), statementsOf(compiler, unit)),
    leaseJobs: async (request) => (await source.rows(leaseJobs(compiler, request))).map(jobFrom),
    takeLease: async (request) => (await source.rows(takeLease(compiler, request))).length > 0,
    content: (contentId) => readContent(source, contentId),
    configurationChange: () => readConfigurationChange(source),
    close() {
      closed ??= pool.end();
      return closed;
    },
  };
}
