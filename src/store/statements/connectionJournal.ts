import { type Compiler, type Statement, template } from '../compiler.ts';
import type { JournalRecord } from '../contract.ts';

const putRecord = template((db, p: { key: string; body: string }, scope) =>
  db
    .insertInto('connection_journal')
    .values({ organisation_id: scope.organisationId, key: p.key, body: p.body })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'key']).doUpdateSet({ body: p.body })),
);

const forgetRecord = template((db, p: { key: string }, scope) =>
  db.deleteFrom('connection_journal').where('organisation_id', '=', scope.organisationId).where('key', '=', p.key),
);

export function putJournal(compiler: Compiler, records: readonly JournalRecord[]): Statement[] {
  return records.map(({ key, body }) => compiler.statement(putRecord, { key, body: JSON.stringify(body) }));
}

export function forgetJournal(compiler: Compiler, keys: readonly string[]): Statement[] {
  return keys.map((key) => compiler.statement(forgetRecord, { key }));
}
