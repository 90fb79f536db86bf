import { template } from '../compiler.ts';
import type { AuditRecord, Reads } from '../contract.ts';
import type { Source } from './rows.ts';

const newest = template((db, p: { before: number; limit: number }, scope) =>
  db
    .selectFrom('audit')
    .select('record')
    .where('organisation_id', '=', scope.organisationId)
    .where('at', '<', p.before)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
);

export function auditReads({ compiler, rows }: Source): Pick<Reads, 'audit'> {
  return {
    async audit({ limit, before = Number.MAX_SAFE_INTEGER }) {
      const found = await rows(compiler.statement(newest, { limit, before }));
      return found.map(({ record }) => JSON.parse(record) as AuditRecord);
    },
  };
}
