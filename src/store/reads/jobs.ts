import { template } from '../compiler.ts';
import type { Reads } from '../contract.ts';
import { jobColumns, jobFrom } from '../jobRow.ts';
import type { Source } from './rows.ts';

const nextJobs = template((db, p: { limit: number }, scope) =>
  db
    .selectFrom('job')
    .select(jobColumns)
    .where('organisation_id', '=', scope.organisationId)
    .orderBy('due_at')
    .orderBy('id')
    .limit(p.limit),
);

const jobsOfMessage = template((db, p: { limit: number; messageId: string }, scope) =>
  db
    .selectFrom('job')
    .select(jobColumns)
    .where('organisation_id', '=', scope.organisationId)
    .where('message_id', '=', p.messageId)
    .orderBy('due_at')
    .orderBy('id')
    .limit(p.limit),
);

const queueLength = template((db, _: Record<never, never>, scope) =>
  db
    .selectFrom('job')
    .select(({ fn }) => [fn.countAll<number>().as('waiting'), fn.min<number | null>('created_at').as('oldest')])
    .where('organisation_id', '=', scope.organisationId),
);

export function jobReads({ compiler, rows }: Source): Pick<Reads, 'jobs' | 'queue'> {
  return {
    async jobs({ limit, messageId }) {
      const query =
        messageId === undefined
          ? compiler.statement(nextJobs, { limit })
          : compiler.statement(jobsOfMessage, { limit, messageId });
      return (await rows(query)).map(jobFrom);
    },
    async queue() {
      const [row] = await rows(compiler.statement(queueLength, {}));
      if (row === undefined || row.oldest === null) return { waiting: row?.waiting ?? 0 };
      return { waiting: row.waiting, oldestCreatedAt: row.oldest };
    },
  };
}
