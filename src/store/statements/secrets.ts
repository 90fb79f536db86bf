import { type Compiler, type Statement, template } from '../compiler.ts';
import type { Secret } from '../contract.ts';

const upsertSecret = template(
  (db, p: { kind: string; id: string; value: string; createdAt: number; expiresAt: number | null }, scope) =>
    db
      .insertInto('secret')
      .values({
        organisation_id: scope.organisationId,
        kind: p.kind,
        id: p.id,
        value: p.value,
        created_at: p.createdAt,
        expires_at: p.expiresAt,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['organisation_id', 'kind', 'id'])
          .doUpdateSet({ value: p.value, created_at: p.createdAt, expires_at: p.expiresAt }),
      ),
);

const removeSecret = template((db, p: { kind: string; id: string }, scope) =>
  db
    .deleteFrom('secret')
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .where('id', '=', p.id),
);

export function putSecret(compiler: Compiler, secret: Secret): Statement[] {
  const { kind, id, createdAt } = secret;
  const value = JSON.stringify(secret.value);
  return [compiler.statement(upsertSecret, { kind, id, value, createdAt, expiresAt: secret.expiresAt ?? null })];
}

export function deleteSecret(compiler: Compiler, kind: string, id: string): Statement[] {
  return [compiler.statement(removeSecret, { kind, id })];
}
