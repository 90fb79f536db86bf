import type { Selectable } from 'kysely';
import { template } from '../compiler.ts';
import type { GraphRecord, Reads } from '../contract.ts';
import type { Tables } from '../schema.ts';
import type { Source } from './rows.ts';

const oneRecord = template((db, p: { kind: string; id: string }, scope) =>
  db
    .selectFrom('graph_record')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .where('id', '=', p.id),
);

const allRecords = template((db, p: { kind: string }, scope) =>
  db
    .selectFrom('graph_record')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .orderBy('id'),
);

const recordsOfPerson = template((db, p: { kind: string; personId: string }, scope) =>
  db
    .selectFrom('graph_record')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .where('person_id', '=', p.personId)
    .orderBy('id'),
);

export function graphRecordReads({ compiler, rows }: Source): Pick<Reads, 'graphRecord' | 'graphRecords'> {
  return {
    async graphRecord(kind, id) {
      return (await rows(compiler.statement(oneRecord, { kind, id }))).map(recordFrom)[0];
    },
    async graphRecords(kind, personId) {
      const query =
        personId === undefined
          ? compiler.statement(allRecords, { kind })
          : compiler.statement(recordsOfPerson, { kind, personId });
      return (await rows(query)).map(recordFrom);
    },
  };
}

function recordFrom(row: Selectable<Tables['graph_record']>): GraphRecord {
  return {
    kind: row.kind as GraphRecord['kind'],
    id: row.id,
    personId: row.person_id,
    version: Number(row.version),
    ...(row.expires_at === null ? {} : { expiresAt: Number(row.expires_at) }),
    body: JSON.parse(row.body) as unknown,
  };
}
