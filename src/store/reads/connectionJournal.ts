import { template } from '../compiler.ts';
import type { Reads } from '../contract.ts';
import type { Source } from './rows.ts';

const everyRecord = template((db, _: Record<never, never>, scope) =>
  db
    .selectFrom('connection_journal')
    .select(['key', 'body'])
    .where('organisation_id', '=', scope.organisationId)
    .orderBy('key'),
);

export function connectionJournalReads({ compiler, rows }: Source): Pick<Reads, 'connectionJournal'> {
  return {
    async connectionJournal() {
      const found = await rows(compiler.statement(everyRecord, {}));
      return found.map(({ key, body }) => ({ key, body: JSON.parse(body) as unknown }));
    },
  };
}
