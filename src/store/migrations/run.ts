import { type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';
import type { Tables } from '../schema.ts';
import { foundation } from './0001-foundation.ts';
import { caldav } from './0003-caldav.ts';
import { graph } from './0005-graph.ts';
import { sharing } from './0006-sharing.ts';
import { notices } from './0007-notices.ts';
import { clients } from './0008-clients.ts';
import { connectionJournal } from './0010-connection-journal.ts';
import { signIn } from './0011-sign-in.ts';
import { extent } from './0013-extent.ts';

/** In order, for ever: a migration that has been released is never edited, only followed by another. */
const migrations: readonly {
  readonly name: string;
  readonly up: (db: Kysely<unknown>, engine: Engine) => Promise<void>;
}[] = [
  { name: '0001-foundation', up: foundation },
  { name: '0003-caldav', up: caldav },
  { name: '0005-graph', up: graph },
  { name: '0006-sharing', up: sharing },
  { name: '0007-notices', up: notices },
  { name: '0008-clients', up: clients },
  { name: '0010-connection-journal', up: connectionJournal },
  { name: '0011-sign-in', up: signIn },
  { name: '0013-extent', up: extent },
];

/** Any constant will do, as long as every process takes the same. */
const migrationLock = 7_275_001;

/**
 * Brings the schema up to date inside the caller's transaction: all of it or nothing,
 * also when the process is killed on the way. Returns the names of what was applied.
 * Throws when the database was written by a later version.
 */
export async function migrate(transaction: Kysely<Tables>, engine: Engine, now: number): Promise<string[]> {
  // Processes that start together wait for the first; SQLite's file lock does the same.
  if (engine === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(transaction);
  await sql`create table if not exists schema_migration (name text primary key, at bigint not null)`.execute(
    transaction,
  );
  const { rows } = await sql<{ name: string }>`select name from schema_migration`.execute(transaction);
  const applied = new Set(rows.map((row) => row.name));
  const unknown = [...applied].filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new Error(`the store was written by a later version of Passerelle (it has ${unknown.join(', ')})`);
  }
  const missing = migrations.filter((migration) => !applied.has(migration.name));
  for (const migration of missing) {
    await migration.up(transaction as unknown as Kysely<unknown>, engine);
    await sql`insert into schema_migration (name, at) values (${migration.name}, ${now})`.execute(transaction);
  }
  return missing.map((migration) => migration.name);
}
