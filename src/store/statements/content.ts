import { type Compiler, type Statement, template } from '../compiler.ts';
import type { MailboxMessage } from '../contract.ts';

const insertContent = template(
  (db, p: { contentId: string; sequence: number; octets: Uint8Array; at: number }, scope) =>
    db.insertInto('content').values({
      organisation_id: scope.organisationId,
      content_id: p.contentId,
      sequence: p.sequence,
      octets: p.octets,
      at: p.at,
    }),
);

const removeContent = template((db, p: { contentId: string }, scope) =>
  db.deleteFrom('content').where('organisation_id', '=', scope.organisationId).where('content_id', '=', p.contentId),
);

const upsertMessage = template((db, p: { personId: string; id: string; at: number; octets: Uint8Array }, scope) =>
  db
    .insertInto('mailbox_message')
    .values({ organisation_id: scope.organisationId, person_id: p.personId, id: p.id, at: p.at, octets: p.octets })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'person_id', 'id']).doUpdateSet({ at: p.at, octets: p.octets }),
    ),
);

const removeMessage = template((db, p: { personId: string; id: string }, scope) =>
  db
    .deleteFrom('mailbox_message')
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .where('id', '=', p.id),
);

const removeOldMessages = template((db, p: { before: number }, scope) =>
  db.deleteFrom('mailbox_message').where('organisation_id', '=', scope.organisationId).where('at', '<', p.before),
);

export function addContent(
  compiler: Compiler,
  chunk: { contentId: string; sequence: number; octets: Buffer; at: number },
): Statement[] {
  const { contentId, sequence, octets, at } = chunk;
  return [compiler.statement(insertContent, { contentId, sequence, octets, at })];
}

export function dropContent(compiler: Compiler, contentId: string): Statement[] {
  return [compiler.statement(removeContent, { contentId })];
}

export function putMailboxMessage(compiler: Compiler, message: MailboxMessage): Statement[] {
  const { personId, id, at, octets } = message;
  return [compiler.statement(upsertMessage, { personId, id, at, octets })];
}

export function deleteMailboxMessages(compiler: Compiler, personId: string, ids: readonly string[]): Statement[] {
  return ids.map((id) => compiler.statement(removeMessage, { personId, id }));
}

export function pruneMailboxes(compiler: Compiler, before: number): Statement[] {
  return [compiler.statement(removeOldMessages, { before })];
}
