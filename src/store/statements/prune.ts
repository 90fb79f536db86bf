import { type Compiler, type Statement, template } from '../compiler.ts';

const oldTrace = template((db, p: { before: number }, scope) =>
  db.deleteFrom('trace').where('organisation_id', '=', scope.organisationId).where('at', '<', p.before),
);

const oldSettled = template((db, p: { before: number }, scope) =>
  db
    .deleteFrom('held_invitation')
    .where('organisation_id', '=', scope.organisationId)
    .where('state', '!=', 'waiting')
    .where('at', '<', p.before),
);

const oldLedger = template((db, p: { before: number }, scope) =>
  db.deleteFrom('ledger').where('organisation_id', '=', scope.organisationId).where('at', '<', p.before),
);

/** Octets whose message was cut off before its job was written; what a job still needs stays, however old. */
const orphanContent = template((db, p: { before: number }, scope) =>
  db
    .deleteFrom('content')
    .where('organisation_id', '=', scope.organisationId)
    .where('at', '<', p.before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('job')
            .select('job.id')
            .where('job.organisation_id', '=', scope.organisationId)
            .whereRef('job.content_id', '=', 'content.content_id'),
        ),
      ),
    ),
);

export function prune(
  compiler: Compiler,
  before: { traceBefore: number; ledgerBefore: number; contentBefore: number },
): Statement[] {
  return [
    compiler.statement(oldTrace, { before: before.traceBefore }),
    compiler.statement(oldSettled, { before: before.traceBefore }),
    compiler.statement(oldLedger, { before: before.ledgerBefore }),
    compiler.statement(orphanContent, { before: before.contentBefore }),
  ];
}
