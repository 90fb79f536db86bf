import { type Compiler, type Statement, template } from '../compiler.ts';
import type { InboxMessage } from '../contract.ts';

const insertMessage = template((db, p: { personId: string; name: string; at: number; ics: string }, scope) =>
  db.insertInto('inbox_message').values({
    organisation_id: scope.organisationId,
    person_id: p.personId,
    name: p.name,
    at: p.at,
    ics: p.ics,
  }),
);

const removeMessage = template((db, p: { personId: string; name: string }, scope) =>
  db
    .deleteFrom('inbox_message')
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .where('name', '=', p.name),
);

const removeOlder = template((db, p: { personId: string; before: number }, scope) =>
  db
    .deleteFrom('inbox_message')
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .where('at', '<', p.before),
);

/** Those older than the latest `most`, found by walking the index of times that far. */
const removeSurplus = template((db, p: { personId: string; most: number }, scope) =>
  db
    .deleteFrom('inbox_message')
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .where('at', '<', (eb) =>
      eb
        .selectFrom('inbox_message as kept')
        .select('kept.at')
        .where('kept.organisation_id', '=', scope.organisationId)
        .where('kept.person_id', '=', p.personId)
        .orderBy('kept.at', 'desc')
        .limit(1)
        .offset(p.most),
    ),
);

export function putInboxMessage(
  compiler: Compiler,
  { personId, name, at, ics }: InboxMessage,
  { most, since }: { readonly most: number; readonly since: number },
): Statement[] {
  return [
    compiler.statement(insertMessage, { personId, name, at, ics }),
    compiler.statement(removeOlder, { personId, before: since }),
    compiler.statement(removeSurplus, { personId, most: most - 1 }),
  ];
}

export function deleteInboxMessage(compiler: Compiler, personId: string, name: string): Statement[] {
  return [compiler.statement(removeMessage, { personId, name })];
}
