import { template } from '../compiler.ts';
import type { Reads } from '../contract.ts';
import type { Source } from './rows.ts';

const choicesOf = template((db, p: { personId: string }, scope) =>
  db
    .selectFrom('notice_choice')
    .select(['person_id', 'body'])
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId),
);

const allChoices = template((db, _: Record<never, never>, scope) =>
  db.selectFrom('notice_choice').select(['person_id', 'body']).where('organisation_id', '=', scope.organisationId),
);

export function noticeChoiceReads({ compiler, rows }: Source): Pick<Reads, 'noticeChoices'> {
  return {
    async noticeChoices(personId) {
      const statement =
        personId === undefined ? compiler.statement(allChoices, {}) : compiler.statement(choicesOf, { personId });
      return new Map((await rows(statement)).map((row) => [row.person_id, JSON.parse(row.body)]));
    },
  };
}
