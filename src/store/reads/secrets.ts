import type { Selectable } from 'kysely';
import { template } from '../compiler.ts';
import type { Reads, Secret } from '../contract.ts';
import type { Tables } from '../schema.ts';
import type { Source } from './rows.ts';

const oneSecret = template((db, p: { kind: string; id: string }, scope) =>
  db
    .selectFrom('secret')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .where('id', '=', p.id),
);

const secretsOfKind = template((db, p: { kind: string }, scope) =>
  db
    .selectFrom('secret')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('kind', '=', p.kind)
    .orderBy('created_at')
    .orderBy('id'),
);

/** Expired secrets are answered too: whoever asks knows the time and says what expiry means. */
export function secretReads({ compiler, rows }: Source): Pick<Reads, 'secret' | 'secrets'> {
  return {
    async secret(kind, id) {
      return (await rows(compiler.statement(oneSecret, { kind, id }))).map(secretFrom)[0];
    },
    async secrets(kind) {
      return (await rows(compiler.statement(secretsOfKind, { kind }))).map(secretFrom);
    },
  };
}

function secretFrom(row: Selectable<Tables['secret']>): Secret {
  return {
    kind: row.kind as Secret['kind'],
    id: row.id,
    value: JSON.parse(row.value) as unknown,
    createdAt: row.created_at,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  };
}
