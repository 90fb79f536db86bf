import { type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';

/** What people choose to be told of, and leases on what one process may do at a time. */
export async function notices(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  await db.schema
    .createTable('notice_choice')
    .addColumn('organisation_id', text, (column) => column.notNull())
    .addColumn('person_id', text, (column) => column.notNull())
    .addColumn('body', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('notice_choice_key', ['organisation_id', 'person_id'])
    .execute();
  await db.schema
    .createTable('lease')
    .addColumn('organisation_id', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('holder', text, (column) => column.notNull())
    .addColumn('until', sql`bigint`, (column) => column.notNull())
    .addPrimaryKeyConstraint('lease_key', ['organisation_id', 'name'])
    .execute();
}
