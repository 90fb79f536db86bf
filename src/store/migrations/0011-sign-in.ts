import { type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';

interface SecretRow {
  organisation_id: string;
  kind: string;
  id: string;
  value: string;
  created_at: number;
}

interface Before {
  secret: SecretRow;
  sign_in_record: {
    organisation_id: string;
    kind: string;
    id: string;
    person_id: string;
    version: number;
    expires_at: number | null;
    body: string;
  };
}

/** What people sign in with, findable by person and replaced by version only; and who changed what. */
export async function signIn(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  await db.schema
    .createTable('sign_in_record')
    .addColumn('organisation_id', text, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('person_id', text, (column) => column.notNull())
    .addColumn('version', sql`bigint`, (column) => column.notNull())
    .addColumn('expires_at', sql`bigint`)
    .addColumn('body', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('sign_in_record_key', ['organisation_id', 'kind', 'id'] as never[])
    .execute();
  await db.schema
    .createIndex('sign_in_record_by_person')
    .on('sign_in_record')
    .columns(['organisation_id', 'person_id', 'kind'])
    .execute();
  await db.schema
    .createTable('audit')
    .addColumn('organisation_id', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('at', sql`bigint`, (column) => column.notNull())
    .addColumn('record', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_key', ['organisation_id', 'id'] as never[])
    .execute();
  await db.schema.createIndex('audit_by_time').on('audit').columns(['organisation_id', 'at', 'id']).execute();
  await moveAppPasswords(db as Kysely<Before>);
}

/** App passwords go on working. Sessions and links do not outlive the change: people sign in again. */
async function moveAppPasswords(db: Kysely<Before>): Promise<void> {
  const kept = await db.selectFrom('secret').selectAll().where('kind', '=', 'appPassword').execute();
  for (const row of kept) {
    const { personId, name = '' } = JSON.parse(row.value) as { personId?: string; name?: string };
    // Those of connectors stay where they are.
    if (personId === undefined) continue;
    await db
      .insertInto('sign_in_record')
      .values({
        organisation_id: row.organisation_id,
        kind: 'appPassword',
        id: row.id,
        person_id: personId,
        version: 1,
        expires_at: null,
        body: JSON.stringify({ name, createdAt: Number(row.created_at) }),
      })
      .execute();
    await db
      .deleteFrom('secret')
      .where('organisation_id', '=', row.organisation_id)
      .where('kind', '=', 'appPassword')
      .where('id', '=', row.id)
      .execute();
  }
  await db.deleteFrom('secret').where('kind', 'in', ['session', 'signInLink']).execute();
}
