import { type Compiler, type Statement, template } from '../compiler.ts';
import type { ConfigurationEntry } from '../contract.ts';

const advance = template((db, p: { expect: number }, scope) =>
  db
    .updateTable('configuration_change')
    .set((eb) => ({ change: eb('change', '+', 1) }))
    .where('organisation_id', '=', scope.organisationId)
    .where('change', '=', p.expect),
);

const upsertEntry = template((db, p: { kind: string; name: string; body: string }, scope) =>
  db
    .insertInto('configuration')
    .values({ organisation_id: scope.organisationId, kind: p.kind, name: p.name, body: p.body })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'kind', 'name']).doUpdateSet({ body: p.body })),
);

const removeEntry = template((db, p: { kind: string; name: string }, scope) =>
  db
    .deleteFrom('configuration')
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .where('name', '=', p.name),
);

export function putConfiguration(
  compiler: Compiler,
  entries: readonly ConfigurationEntry[],
  expectChange: number,
): Statement[] {
  return [
    compiler.statement(advance, { expect: expectChange }, 1),
    ...entries.map(({ kind, name, body }) =>
      body === undefined
        ? compiler.statement(removeEntry, { kind, name })
        : compiler.statement(upsertEntry, { kind, name, body: JSON.stringify(body) }),
    ),
  ];
}
