import { type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';

/**
 * Tasks beside events, each told apart without its text; which of them a calendar takes;
 * copies of scheduling messages in a person's scheduling inbox (rfc6638#4.1); and an event's
 * history over all calendars of its owner.
 */
export async function clients(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;

  await db.schema
    .alterTable('calendar_object')
    .addColumn('component', text, (column) => column.notNull().defaultTo('VEVENT'))
    .execute();
  // In iCalendar text a line begins after a line feed; one inside a value is written as two characters.
  await sql`update calendar_object set component = 'VTODO' where ics like ${'%\nBEGIN:VTODO%'}`.execute(db);

  await db.schema
    .alterTable('calendar')
    .addColumn('components', text, (column) => column.notNull().defaultTo(''))
    .execute();

  await db.schema
    .createIndex('calendar_history_by_uid')
    .on('calendar_history')
    .columns(['organisation_id', 'uid', 'calendar_id'])
    .execute();

  await db.schema
    .createTable('inbox_message')
    .addColumn('organisation_id', text, (column) => column.notNull())
    .addColumn('person_id', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('at', sql`bigint`, (column) => column.notNull())
    .addColumn('ics', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('inbox_message_key', ['organisation_id', 'person_id', 'name'])
    .execute();
  await db.schema
    .createIndex('inbox_message_by_time')
    .on('inbox_message')
    .columns(['organisation_id', 'person_id', 'at'])
    .execute();
}
