import { type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';

/**
 * What a client asks since it last looked (rfc6578): objects by the change that wrote
 * them, names that are gone by the change that took them away. And what clients keep
 * with a collection: colours, orders, properties that mean nothing to us.
 */
export async function caldav(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;

  await db.schema
    .createIndex('calendar_object_by_change')
    .on('calendar_object')
    .columns(['organisation_id', 'calendar_id', 'change'])
    .execute();

  await db.schema
    .alterTable('calendar')
    .addColumn('forgotten', sql`bigint`, (column) => column.notNull().defaultTo(0))
    .execute();

  const tombstones = db.schema
    .createTable('calendar_tombstone')
    .addColumn('organisation_id', text, (column) => column.notNull())
    .addColumn('calendar_id', text, (column) => column.notNull())
    .addColumn('change', sql`bigint`, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('at', sql`bigint`, (column) => column.notNull())
    .addPrimaryKeyConstraint('calendar_tombstone_key', ['organisation_id', 'calendar_id', 'change']);
  const properties = db.schema
    .createTable('collection_property')
    .addColumn('organisation_id', text, (column) => column.notNull())
    .addColumn('owner_id', text, (column) => column.notNull())
    .addColumn('collection', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('value', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('collection_property_key', ['organisation_id', 'owner_id', 'collection', 'name']);
  // Small rows read by key live in the key's own tree, as in the foundation.
  for (const table of [tombstones, properties]) {
    await (engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table).execute();
  }
  await db.schema
    .createIndex('calendar_tombstone_by_time')
    .on('calendar_tombstone')
    .columns(['organisation_id', 'at'])
    .execute();
}
