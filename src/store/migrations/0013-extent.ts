import { type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';

/**
 * How far an object's span alone says when it takes place, so that a question about a week
 * reads the text of what it answers and of series, and of nothing else. What was written
 * before says nothing, and is looked into as before.
 */
export async function extent(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  await db.schema.alterTable('calendar_object').addColumn('extent', text).execute();
}
