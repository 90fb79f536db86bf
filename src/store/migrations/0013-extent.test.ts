import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Kysely } from 'kysely';
import { spanClassOf } from '../spans.ts';
import { kyselyOver } from '../sqlite/database.ts';
import { foundation } from './0001-foundation.ts';
import { extent } from './0013-extent.ts';

test('STORE-46 objects written before are put into the class of their span', async (t) => {
  const database = new DatabaseSync(':memory:');
  const db = kyselyOver(database) as unknown as Kysely<unknown>;
  t.after(() => db.destroy());
  await foundation(db, 'sqlite');
  const day = 86_400_000;
  const insert = database.prepare(
    `insert into calendar_object (organisation_id, calendar_id, uid, name, ics, version, change, role, span_start, span_until, updated_at)
     values ('o', 'c', ?, ?, '', 1, 1, 'none', ?, ?, 0)`,
  );
  const lengths = [1, 3 * day, 3 * day + 1, 32 * day, 400 * day, 400 * day + 1, 4000 * day, 8_640_000_000_000_001];
  for (const [at, length] of lengths.entries()) insert.run(String(at), String(at), day, day + length);
  await extent(db, 'sqlite');
  const rows = database.prepare('select uid, span_class, extent from calendar_object order by uid').all();
  assert.deepEqual(
    rows.map(({ span_class, extent: said }) => [span_class, said]),
    lengths.map((length) => [spanClassOf(day, day + length), null]),
  );
});
