import { type Compiler, type Query, type Statement, template } from '../compiler.ts';

/** Takes what is free or run out, or was the holder's own: one statement, so that of two who ask one gets it. */
const take = template((db, p: { name: string; holder: string; now: number; until: number }, scope) =>
  db
    .insertInto('lease')
    .values({ organisation_id: scope.organisationId, name: p.name, holder: p.holder, until: p.until })
    .onConflict((conflict) =>
      conflict
        .columns(['organisation_id', 'name'])
        .doUpdateSet({ holder: p.holder, until: p.until })
        .where((eb) => eb.or([eb('lease.until', '<=', p.now), eb('lease.holder', '=', p.holder)])),
    )
    .returning('holder'),
);

const drop = template((db, p: { name: string; holder: string }, scope) =>
  db
    .deleteFrom('lease')
    .where('organisation_id', '=', scope.organisationId)
    .where('name', '=', p.name)
    .where('holder', '=', p.holder),
);

const dropAll = template((db, _: Record<never, never>, scope) =>
  db.deleteFrom('lease').where('organisation_id', '=', scope.organisationId),
);

export function takeLease(
  compiler: Compiler,
  { name, holder, now, until }: { name: string; holder: string; now: number; until: number },
): Query<{ holder: string }> {
  return compiler.statement(take, { name, holder, now, until });
}

export function dropLease(compiler: Compiler, name: string, holder: string): Statement[] {
  return [compiler.statement(drop, { name, holder })];
}

/** For the embedded store when it opens: whoever held a lease was a process that has ended. */
export function dropLeases(compiler: Compiler): Statement {
  return compiler.statement(dropAll, {});
}
