import { type Compiler, type Statement, template } from '../compiler.ts';
import type { TraceRecord } from '../contract.ts';

const insertRecord = template(
  (db, p: { id: string; at: number; messageId: string; recipient: string; record: string }, scope) =>
    db
      .insertInto('trace')
      .values({
        organisation_id: scope.organisationId,
        id: p.id,
        at: p.at,
        message_id: p.messageId,
        recipient: p.recipient,
        record: p.record,
      })
      // A batch that was written but not acknowledged may come again.
      .onConflict((conflict) => conflict.doNothing()),
);

export function addTrace(compiler: Compiler, records: readonly TraceRecord[]): Statement[] {
  return records.map((record) => {
    const { id, at, messageId, recipient } = record;
    return compiler.statement(insertRecord, { id, at, messageId, recipient, record: JSON.stringify(record) });
  });
}
