import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Engine } from '../compiler.ts';

/**
 * The first schema. Every key starts with organisation_id, so that the tables can be
 * sharded by organisation. Text compares by octets on both engines: PostgreSQL would
 * otherwise sort by the machine's locale and answer in another order than SQLite.
 */
export async function foundation(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  const octets = engine === 'sqlite' ? sql`blob` : sql`bytea`;

  /** `name type?` columns; a type ending in ? may be null. */
  function table(name: string, columns: Record<string, string>, key: readonly string[]): CreateTableBuilder<string> {
    let builder: CreateTableBuilder<string> = db.schema.createTable(name);
    for (const [column, word] of Object.entries({ organisation_id: 'text', ...columns })) {
      const kind = word.replace('?', '');
      const type = kind === 'text' ? text : kind === 'octets' ? octets : sql`bigint`;
      builder = builder.addColumn(column, type, (c) => (word.endsWith('?') ? c : c.notNull()));
    }
    return builder.addPrimaryKeyConstraint(`${name}_key`, ['organisation_id', ...key] as never[]);
  }
  /** Small rows that are read by key live in the key's own tree: one tree less to write on SQLite. */
  const keyed = async (builder: CreateTableBuilder<string>) =>
    (engine === 'sqlite' ? builder.modifyEnd(sql`without rowid`) : builder).execute();
  const index = (name: string, on: string, columns: string[], unique = false) => {
    const builder = db.schema
      .createIndex(name)
      .on(on)
      .columns(['organisation_id', ...columns]);
    return (unique ? builder.unique() : builder).execute();
  };

  await table('organisation', { created_at: 'number' }, []).execute();

  await table('calendar', { id: 'text', owner_id: 'text', slug: 'text', name: 'text', change: 'number' }, [
    'id',
  ]).execute();
  await index('calendar_by_slug', 'calendar', ['owner_id', 'slug'], true);

  await table(
    'calendar_object',
    {
      ...{ calendar_id: 'text', uid: 'text', name: 'text', ics: 'text', version: 'number', change: 'number' },
      ...{ role: 'text', invited_as: 'text?', span_start: 'number', span_end: 'number?', span_until: 'number' },
      updated_at: 'number',
    },
    ['calendar_id', 'uid'],
  ).execute();
  await index('calendar_object_by_name', 'calendar_object', ['calendar_id', 'name'], true);
  // The end first: most of what a calendar holds is past, and a week's question leaves it unread.
  await index('calendar_object_by_span', 'calendar_object', ['calendar_id', 'span_until', 'span_start']);
  // With the calendar, so that copies come in its order: SQLite would else prefer an index that has the order and not the UID.
  await index('calendar_object_by_uid', 'calendar_object', ['uid', 'calendar_id']);

  await table(
    'calendar_history',
    {
      ...{ calendar_id: 'text', uid: 'text', id: 'text', version: 'number', at: 'number', what: 'text', cause: 'text' },
      ...{ ics_before: 'text?', ics_after: 'text?' },
    },
    ['calendar_id', 'uid', 'id'],
  ).execute();

  await table(
    'held_invitation',
    {
      ...{ id: 'text', person_id: 'text', state: 'text', at: 'number', tier: 'text', why: 'text', sender: 'text' },
      ...{ summary: 'text', recipient: 'text', message_id: 'text', headers: 'text', forms: 'text' },
    },
    ['id'],
  ).execute();
  await index('held_invitation_by_person', 'held_invitation', ['person_id', 'at']);

  await keyed(table('ledger', { key: 'text', at: 'number' }, ['key']));
  await index('ledger_by_time', 'ledger', ['at']);
  await keyed(table('correspondent', { person_id: 'text', address: 'text', at: 'number' }, ['person_id', 'address']));

  await table(
    'job',
    {
      ...{ id: 'text', idempotency_key: 'text', connector: 'text', sender: 'text', recipient: 'text' },
      ...{ message_id: 'text', content_id: 'text?', content_key: 'octets?', octets: 'octets', notify: 'text' },
      ...{ envelope_id: 'text?', original_recipient: 'text?', smtp_utf8: 'number', origin: 'text' },
      ...{ created_at: 'number', due_at: 'number', leased_due_at: 'number?', expires_at: 'number' },
      ...{ attempts: 'number', last_error: 'text', delay_notified: 'number' },
    },
    ['id'],
  ).execute();
  await index('job_by_idempotency_key', 'job', ['idempotency_key'], true);
  await index('job_by_due', 'job', ['due_at']);
  await index('job_by_connector', 'job', ['connector', 'due_at']);
  await index('job_by_content', 'job', ['content_id']);

  await table('content', { content_id: 'text', sequence: 'number', octets: 'octets', at: 'number' }, [
    'content_id',
    'sequence',
  ]).execute();
  await index('content_by_time', 'content', ['at']);

  await keyed(
    table('trace', { id: 'text', at: 'number', message_id: 'text', recipient: 'text', record: 'text' }, ['id']),
  );
  await index('trace_by_time', 'trace', ['at', 'id']);
  await index('trace_by_message', 'trace', ['message_id']);
  await index('trace_by_recipient', 'trace', ['recipient', 'at']);

  await table('mailbox_message', { person_id: 'text', id: 'text', at: 'number', octets: 'octets' }, [
    'person_id',
    'id',
  ]).execute();

  await keyed(table('configuration', { kind: 'text', name: 'text', body: 'text' }, ['kind', 'name']));
  await table('configuration_change', { change: 'number' }, []).execute();
  await keyed(
    table('secret', { kind: 'text', id: 'text', value: 'text', created_at: 'number', expires_at: 'number?' }, [
      'kind',
      'id',
    ]),
  );
}
