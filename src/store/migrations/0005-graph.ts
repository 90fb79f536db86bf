import { type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';

/** What Graph's clients leave with the hub: subscriptions, positions in a delta query, online meetings. */
export async function graph(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  await db.schema
    .createTable('graph_record')
    .addColumn('organisation_id', text, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('person_id', text, (column) => column.notNull())
    .addColumn('version', sql`bigint`, (column) => column.notNull())
    .addColumn('expires_at', sql`bigint`)
    .addColumn('body', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('graph_record_key', ['organisation_id', 'kind', 'id'] as never[])
    .execute();
  await db.schema
    .createIndex('graph_record_by_person')
    .on('graph_record')
    .columns(['organisation_id', 'kind', 'person_id'])
    .execute();
}
