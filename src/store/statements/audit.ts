import { type Compiler, type Statement, template } from '../compiler.ts';
import type { AuditRecord } from '../contract.ts';

const insertRecord = template((db, p: { id: string; at: number; record: string }, scope) =>
  db.insertInto('audit').values({ organisation_id: scope.organisationId, id: p.id, at: p.at, record: p.record }),
);

export function addAudit(compiler: Compiler, record: AuditRecord): Statement[] {
  const { id, at } = record;
  return [compiler.statement(insertRecord, { id, at, record: JSON.stringify(record) })];
}
