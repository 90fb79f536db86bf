import { template } from '../compiler.ts';
import type { Reads } from '../contract.ts';
import { octets } from '../octets.ts';
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

export function mailboxReads({ compiler, rows }: Source): Pick<Reads, 'mailbox'> {
  return {
    async mailbox(personId) {
      const found = await rows(compiler.statement(messagesOf, { personId }));
      return found.map((row) => ({ id: row.id, personId: row.person_id, at: row.at, octets: octets(row.octets) }));
    },
  };
}
