import { type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';

/** Rights to calendars that their owners gave to others. */
export async function sharing(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  await db.schema
    .createTable('calendar_share')
    .addColumn('organisation_id', text, (column) => column.notNull())
    .addColumn('calendar_id', text, (column) => column.notNull())
    .addColumn('person_id', text, (column) => column.notNull())
    .addColumn('access', text, (column) => column.notNull())
    .addColumn('private_too', sql`bigint`, (column) => column.notNull())
    .addColumn('at', sql`bigint`, (column) => column.notNull())
    .addPrimaryKeyConstraint('calendar_share_key', ['organisation_id', 'calendar_id', 'person_id'])
    .execute();
  await db.schema
    .createIndex('calendar_share_by_person')
    .on('calendar_share')
    .columns(['organisation_id', 'person_id'])
    .execute();
}
