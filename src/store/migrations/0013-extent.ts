import { type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';

const day = 86_400_000;

/**
 * For questions about a stretch of time. How far an object's span alone says when it takes
 * place, so that the text of most is not looked into; what was written before says nothing.
 * And objects by how much time they span: an index that is read where the range is.
 */
export async function extent(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  await db.schema.alterTable('calendar_object').addColumn('extent', text).execute();
  await db.schema
    .alterTable('calendar_object')
    .addColumn('span_class', sql`bigint`, (column) => column.notNull().defaultTo(4))
    .execute();
  await sql`
    update calendar_object set span_class = case
      when span_until - span_start <= ${sql.lit(3 * day)} then 0
      when span_until - span_start <= ${sql.lit(32 * day)} then 1
      when span_until - span_start <= ${sql.lit(400 * day)} then 2
      when span_until - span_start <= ${sql.lit(4000 * day)} then 3
      else 4 end
  `.execute(db);
  await db.schema.dropIndex('calendar_object_by_span').execute();
  await db.schema
    .createIndex('calendar_object_by_span_class')
    .on('calendar_object')
    .columns(['organisation_id', 'calendar_id', 'span_class', 'span_start', 'span_until'])
    .execute();
}
