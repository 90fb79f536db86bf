import { template } from '../compiler.ts';
import type { Reads } from '../contract.ts';
import type { Source } from './rows.ts';

const allMessages = template((db, p: { personId: string }, scope) =>
  db
    .selectFrom('inbox_message')
    .select(['name', 'at', 'ics'])
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .orderBy('at')
    .orderBy('name'),
);

export function inboxReads({ compiler, rows }: Source): Pick<Reads, 'inbox'> {
  return {
    async inbox(personId) {
      return (await rows(compiler.statement(allMessages, { personId }))).map((row) => ({ personId, ...row }));
    },
  };
}
