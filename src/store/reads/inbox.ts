import { template } from '../compiler.ts';
import type { Reads } from '../contract.ts';
import type { Source } from './rows.ts';

const allMessages = template((db, p: { personId: string }, scope) =>
  db
    .selectFrom('inbox_message')
    .select(['name', 'at'])
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .orderBy('at')
    .orderBy('name'),
);

const oneMessage = template((db, p: { personId: string; name: string }, scope) =>
  db
    .selectFrom('inbox_message')
    .select(['name', 'at', 'ics'])
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .where('name', '=', p.name),
);

export function inboxReads({ compiler, rows }: Source): Pick<Reads, 'inbox' | 'inboxMessage'> {
  return {
    async inbox(personId) {
      return (await rows(compiler.statement(allMessages, { personId }))).map((row) => ({ personId, ...row }));
    },
    async inboxMessage(personId, name) {
      const [row] = await rows(compiler.statement(oneMessage, { personId, name }));
      return row && { personId, ...row };
    },
  };
}
