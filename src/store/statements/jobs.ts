import { type Compiler, type Query, type Statement, template } from '../compiler.ts';
import { type Job, jobLedgerKey } from '../contract.ts';
import { type JobRow, jobColumns, jobValues } from '../jobRow.ts';
import { claimKey } from './ledger.ts';

const insertJob = template((db, p: Omit<JobRow, 'organisation_id' | 'leased_due_at'>, scope) =>
  db.insertInto('job').values({
    organisation_id: scope.organisationId,
    id: p.id,
    idempotency_key: p.idempotency_key,
    connector: p.connector,
    sender: p.sender,
    recipient: p.recipient,
    message_id: p.message_id,
    content_id: p.content_id,
    content_key: p.content_key,
    octets: p.octets,
    notify: p.notify,
    envelope_id: p.envelope_id,
    original_recipient: p.original_recipient,
    smtp_utf8: p.smtp_utf8,
    origin: p.origin,
    created_at: p.created_at,
    due_at: p.due_at,
    leased_due_at: null,
    expires_at: p.expires_at,
    attempts: p.attempts,
    last_error: p.last_error,
    delay_notified: p.delay_notified,
  }),
);

/** Octets that a job streamed in go with its last job: a redirect to two addresses has one content. */
const removeJobContent = template((db, p: { id: string }, scope) =>
  db
    .deleteFrom('content')
    .where('organisation_id', '=', scope.organisationId)
    .where('content_id', '=', (eb) =>
      eb
        .selectFrom('job')
        .select('job.content_id')
        .where('job.organisation_id', '=', scope.organisationId)
        .where('job.id', '=', p.id),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('job as other')
            .select('other.id')
            .where('other.organisation_id', '=', scope.organisationId)
            .whereRef('other.content_id', '=', 'content.content_id')
            .where('other.id', '!=', p.id),
        ),
      ),
    ),
);

const removeJob = template((db, p: { id: string }, scope) =>
  db.deleteFrom('job').where('organisation_id', '=', scope.organisationId).where('id', '=', p.id),
);

const postpone = template(
  (db, p: { id: string; dueAt: number; attempts: number; lastError: string; delayNotified: number }, scope) =>
    db
      .updateTable('job')
      .set({
        due_at: p.dueAt,
        leased_due_at: null,
        attempts: p.attempts,
        last_error: p.lastError,
        delay_notified: p.delayNotified,
      })
      .where('organisation_id', '=', scope.organisationId)
      .where('id', '=', p.id),
);

type LeaseValues = { now: number; until: number; limit: number };

/**
 * Takes the jobs that are due longest and moves their due time to the end of the lease:
 * one predicate on one index, because a claim with OR ran at a twentieth of the speed.
 */
const lease = (byConnector: boolean) =>
  template((db, p: LeaseValues & { connector: string }, scope) =>
    db
      .with(
        (cte) => cte('picked').materialized(),
        (cte) => {
          let query = cte
            .selectFrom('job')
            .select('job.id as picked_id')
            .where('job.organisation_id', '=', scope.organisationId)
            .where('job.due_at', '<=', p.now)
            .orderBy('job.due_at')
            .limit(p.limit);
          if (byConnector) query = query.where('job.connector', '=', p.connector);
          return scope.engine === 'postgres' ? query.forUpdate().skipLocked() : query;
        },
      )
      .updateTable('job')
      .from('picked')
      .set((eb) => ({ leased_due_at: eb.ref('job.due_at'), due_at: p.until }))
      .where('job.organisation_id', '=', scope.organisationId)
      .whereRef('job.id', '=', 'picked.picked_id')
      .returning(jobColumns),
  );
const leaseAny = lease(false);
const leaseOfConnector = lease(true);

const freeLeases = template((db, _: Record<never, never>, scope) =>
  db
    .updateTable('job')
    .set((eb) => ({ due_at: eb.ref('leased_due_at').$notNull(), leased_due_at: null }))
    .where('organisation_id', '=', scope.organisationId)
    .where('leased_due_at', 'is not', null),
);

export function enqueue(compiler: Compiler, job: Job): Statement[] {
  // The key stays in the ledger when the job is done, so that what was sent is never sent again.
  return [claimKey(compiler, jobLedgerKey(job), job.createdAt), compiler.statement(insertJob, { ...jobValues(job) })];
}

export function finishJob(compiler: Compiler, id: string): Statement[] {
  return [compiler.statement(removeJobContent, { id }), compiler.statement(removeJob, { id })];
}

export function postponeJob(
  compiler: Compiler,
  change: { id: string; dueAt: number; attempts: number; lastError: string; delayNotified: boolean },
): Statement[] {
  const { id, dueAt, attempts, lastError } = change;
  return [
    compiler.statement(postpone, { id, dueAt, attempts, lastError, delayNotified: change.delayNotified ? 1 : 0 }),
  ];
}

export function leaseJobs(
  compiler: Compiler,
  request: { now: number; until: number; limit: number; connector?: string },
): Query<JobRow> {
  const { now, until, limit, connector } = request;
  return connector === undefined
    ? compiler.statement(leaseAny, { now, until, limit, connector: '' })
    : compiler.statement(leaseOfConnector, { now, until, limit, connector });
}

/** For the embedded store when it opens: whoever held a lease was a process that has ended. */
export function freeJobs(compiler: Compiler): Statement {
  return compiler.statement(freeLeases, {});
}
