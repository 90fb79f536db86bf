import { type Compiler, type Statement, template } from '../compiler.ts';

const upsertChoices = template((db, p: { personId: string; body: string }, scope) =>
  db
    .insertInto('notice_choice')
    .values({ organisation_id: scope.organisationId, person_id: p.personId, body: p.body })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'person_id']).doUpdateSet({ body: p.body })),
);

export function putNoticeChoices(compiler: Compiler, personId: string, choices: object): Statement[] {
  return [compiler.statement(upsertChoices, { personId, body: JSON.stringify(choices) })];
}
