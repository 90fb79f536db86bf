import { type Compiler, type Statement, template } from '../compiler.ts';
import type { SignInRecord } from '../contract.ts';

type Values = {
  kind: string;
  id: string;
  personId: string;
  version: number;
  expiresAt: number | null;
  body: string;
};

const insertRecord = template((db, p: Values, scope) =>
  db.insertInto('sign_in_record').values({
    organisation_id: scope.organisationId,
    kind: p.kind,
    id: p.id,
    person_id: p.personId,
    version: p.version,
    expires_at: p.expiresAt,
    body: p.body,
  }),
);

const replaceRecord = template((db, p: Omit<Values, 'personId'> & { expect: number }, scope) =>
  db
    .updateTable('sign_in_record')
    .set({ version: p.version, expires_at: p.expiresAt, body: p.body })
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .where('id', '=', p.id)
    .where('version', '=', p.expect),
);

const removeRecord = template((db, p: { kind: string; id: string }, scope) =>
  db
    .deleteFrom('sign_in_record')
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .where('id', '=', p.id),
);

const removeVersion = template((db, p: { kind: string; id: string; expect: number }, scope) =>
  db
    .deleteFrom('sign_in_record')
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .where('id', '=', p.id)
    .where('version', '=', p.expect),
);

export function putSignIn(compiler: Compiler, record: SignInRecord, expect: number): Statement[] {
  const { kind, id, personId } = record;
  const body = JSON.stringify(record.body);
  const values = { kind, id, version: expect + 1, expiresAt: record.expiresAt ?? null, body };
  return [
    expect === 0
      ? compiler.statement(insertRecord, { ...values, personId })
      : compiler.statement(replaceRecord, { ...values, expect }, 1),
  ];
}

export function deleteSignIn(compiler: Compiler, kind: string, id: string, expect?: number): Statement[] {
  return [
    expect === undefined
      ? compiler.statement(removeRecord, { kind, id })
      : compiler.statement(removeVersion, { kind, id, expect }, 1),
  ];
}
