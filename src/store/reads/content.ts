import { sql } from 'kysely';
import { template } from '../compiler.ts';
import type { MailboxMessage, Reads } from '../contract.ts';
import { octets } from '../octets.ts';
import type { Tables } from '../schema.ts';
import type { Source } from './rows.ts';

const nextChunk = template((db, p: { contentId: string; after: number }, scope) =>
  db
    .selectFrom('content')
    .select(['sequence', 'octets'])
    .where('organisation_id', '=', scope.organisationId)
    .where('content_id', '=', p.contentId)
    .where('sequence', '>', p.after)
    .orderBy('sequence')
    .limit(1),
);

const messagesOf = template((db, p: { personId: string }, scope) =>
  db
    .selectFrom('mailbox_message')
    .select(['id', 'person_id', 'at', 'octets'])
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .orderBy('at')
    .orderBy('id'),
);

const entriesOf = template((db, p: { personId: string }, scope) =>
  db
    .selectFrom('mailbox_message')
    .select(['id', 'person_id', 'at', sql<number>`length(octets)`.as('size')])
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .orderBy('at')
    .orderBy('id'),
);

const sizeOf = template((db, p: { personId: string }, scope) =>
  db
    .selectFrom('mailbox_message')
    .select([sql<number>`count(*)`.as('messages'), sql<number | null>`sum(length(octets))`.as('octets')])
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId),
);

const oneMessage = template((db, p: { personId: string; id: string }, scope) =>
  db
    .selectFrom('mailbox_message')
    .select(['id', 'person_id', 'at', 'octets'])
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .where('id', '=', p.id),
);

/** One chunk at a time, so that memory stays flat whatever the size of the message. */
export async function* readContent({ compiler, rows }: Source, contentId: string): AsyncGenerator<Buffer> {
  let after = -1;
  for (;;) {
    const [chunk] = await rows(compiler.statement(nextChunk, { contentId, after }));
    if (chunk === undefined) return;
    yield octets(chunk.octets);
    after = chunk.sequence;
  }
}

export function mailboxReads({
  compiler,
  rows,
}: Source): Pick<Reads, 'mailbox' | 'mailboxEntries' | 'mailboxSize' | 'mailboxMessage'> {
  return {
    mailbox: async (personId) => (await rows(compiler.statement(messagesOf, { personId }))).map(messageFrom),
    async mailboxEntries(personId) {
      const found = await rows(compiler.statement(entriesOf, { personId }));
      return found.map(({ id, person_id, at, size }) => ({ id, personId: person_id, at, size }));
    },
    async mailboxSize(personId) {
      const [row] = await rows(compiler.statement(sizeOf, { personId }));
      return { messages: row?.messages ?? 0, octets: row?.octets ?? 0 };
    },
    async mailboxMessage(personId, id) {
      const [row] = await rows(compiler.statement(oneMessage, { personId, id }));
      return row && messageFrom(row);
    },
  };
}

function messageFrom(row: Omit<Tables['mailbox_message'], 'organisation_id'>): MailboxMessage {
  return { id: row.id, personId: row.person_id, at: row.at, octets: octets(row.octets) };
}
