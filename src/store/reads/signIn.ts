import type { Selectable } from 'kysely';
import { template } from '../compiler.ts';
import type { Reads, SignInRecord } from '../contract.ts';
import type { Tables } from '../schema.ts';
import type { Source } from './rows.ts';

const oneRecord = template((db, p: { kind: string; id: string }, scope) =>
  db
    .selectFrom('sign_in_record')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .where('id', '=', p.id),
);

const allRecords = template((db, p: { kind: string }, scope) =>
  db
    .selectFrom('sign_in_record')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .orderBy('id'),
);

const recordsOfPerson = template((db, p: { kind: string; personId: string }, scope) =>
  db
    .selectFrom('sign_in_record')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .where('person_id', '=', p.personId)
    .orderBy('id'),
);

export function signInReads({ compiler, rows }: Source): Pick<Reads, 'signInRecord' | 'signInRecords'> {
  return {
    async signInRecord(kind, id) {
      return (await rows(compiler.statement(oneRecord, { kind, id }))).map(recordFrom)[0];
    },
    async signInRecords(kind, personId) {
      const query =
        personId === undefined
          ? compiler.statement(allRecords, { kind })
          : compiler.statement(recordsOfPerson, { kind, personId });
      return (await rows(query)).map(recordFrom);
    },
  };
}

function recordFrom(row: Selectable<Tables['sign_in_record']>): SignInRecord {
  return {
    kind: row.kind as SignInRecord['kind'],
    id: row.id,
    personId: row.person_id,
    version: Number(row.version),
    ...(row.expires_at === null ? {} : { expiresAt: Number(row.expires_at) }),
    body: JSON.parse(row.body) as unknown,
  };
}
