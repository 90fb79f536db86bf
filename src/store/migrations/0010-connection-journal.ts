import { type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';

/** What the connection engine changed, and what was there before: a resource a row. */
export async function connectionJournal(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  await db.schema
    .createTable('connection_journal')
    .addColumn('organisation_id', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('body', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('connection_journal_key', ['organisation_id', 'key'] as never[])
    .execute();
}
