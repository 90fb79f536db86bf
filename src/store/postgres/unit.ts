import { createHash } from 'node:crypto';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { Statement } from '../compiler.ts';

/** What PostgreSQL says (appendix A) when another unit was first: unique_violation, serialization_failure, deadlock_detected. */
const conflicts = new Set(['23505', '40001', '40P01']);

/**
 * One unit as a transaction. Calendars are locked first, in order, so that units that
 * touch the same ones go one after the other and never wait for each other in a ring.
 */
export async function applyUnit(
  pool: Pool,
  organisationId: string,
  calendars: readonly string[],
  statements: readonly Statement[],
): Promise<'committed' | 'conflict'> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const outcome = await run(client, organisationId, calendars, statements);
    await client.query(outcome === 'committed' ? 'commit' : 'rollback');
    return outcome;
  } catch (error) {
    if (!isConflict(error)) {
      // The connection may be in any state, or gone: it is not used again.
      broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
    return 'conflict';
  } finally {
    client.release(broken);
  }
}

async function run(
  client: PoolClient,
  organisationId: string,
  calendars: readonly string[],
  statements: readonly Statement[],
): Promise<'committed' | 'conflict'> {
  const locks = calendars.map((id) => `; select pg_advisory_xact_lock(${lockNumber(organisationId, id)})`);
  const sent = [
    client.query(`begin${locks.join('')}`),
    ...statements.map((statement) => client.query(namedQuery(statement))),
  ];
  const [, ...answers] = await Promise.allSettled(sent);
  const failed = answers.find((answer) => answer.status === 'rejected');
  // The first failure is the cause; those behind it only say that the transaction is over.
  if (failed?.status === 'rejected') {
    if (isConflict(failed.reason)) return 'conflict';
    throw failed.reason;
  }
  const asExpected = answers.every((answer, index) => {
    const expected = statements[index]?.expectRows;
    return expected === undefined || (answer.status === 'fulfilled' && answer.value.rowCount === expected);
  });
  return asExpected ? 'committed' : 'conflict';
}

function isConflict(error: unknown): boolean {
  return conflicts.has((error as { code?: string }).code ?? '');
}

/** A 64-bit number for a calendar; two that share one only wait for each other more than they need. */
function lockNumber(organisationId: string, calendarId: string): bigint {
  return createHash('sha256').update(`${organisationId}\0${calendarId}`).digest().readBigInt64BE(0);
}

const names = new Map<string, string>();

/** Named, so that PostgreSQL parses it once a connection. */
export function namedQuery({ sql, parameters }: Statement): QueryConfig {
  let name = names.get(sql);
  if (name === undefined) {
    name = createHash('sha256').update(sql).digest('hex').slice(0, 32);
    names.set(sql, name);
  }
  return { name, text: sql, values: [...parameters] };
}
