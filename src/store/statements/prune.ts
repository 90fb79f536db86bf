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

/** A calendar that forgets deletions says up to which change: whoever knows less reads it anew. */
const forgetDeletions = template((db, p: { before: number }, scope) =>
  db
    .updateTable('calendar')
    .set((eb) => ({
      forgotten: eb
        .selectFrom('calendar_tombstone as old')
        .select((inner) => inner.fn.coalesce(inner.fn.max('old.change'), inner.val(0)).as('forgotten'))
        .whereRef('old.organisation_id', '=', 'calendar.organisation_id')
        .whereRef('old.calendar_id', '=', 'calendar.id')
        .where('old.at', '<', p.before),
    }))
    .where('organisation_id', '=', scope.organisationId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('calendar_tombstone')
        .select('calendar_tombstone.calendar_id')
        .where('calendar_tombstone.organisation_id', '=', scope.organisationId)
        .where('calendar_tombstone.at', '<', p.before),
    ),
);

const oldTombstones = template((db, p: { before: number }, scope) =>
  db.deleteFrom('calendar_tombstone').where('organisation_id', '=', scope.organisationId).where('at', '<', p.before),
);

/** A day after it ran out nobody asks for it any more. */
const oldSignIns = template((db, p: { before: number }, scope) =>
  db
    .deleteFrom('sign_in_record')
    .where('organisation_id', '=', scope.organisationId)
    .where('expires_at', '<', p.before),
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
    compiler.statement(forgetDeletions, { before: before.traceBefore }),
    compiler.statement(oldTombstones, { before: before.traceBefore }),
    compiler.statement(orphanContent, { before: before.contentBefore }),
    compiler.statement(oldSignIns, { before: before.contentBefore }),
  ];
}
