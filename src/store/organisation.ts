import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/**
 * Which organisation this handle serves: the wanted one, the only one there is, or one
 * made now with a new GUID and kept. Runs inside the transaction that migrated.
 * Throws when the database has several and none was named.
 */
export async function ensureOrganisation(
  transaction: Kysely<Tables>,
  wanted: string | undefined,
  now: number,
): Promise<string> {
  const known = await transaction.selectFrom('organisation').select('organisation_id').limit(2).execute();
  if (wanted === undefined && known.length > 1) {
    throw new Error('the database holds several organisations: say which one this process serves (organisationId)');
  }
  const organisationId = wanted ?? known[0]?.organisation_id ?? randomUUID();
  await transaction
    .insertInto('organisation')
    .values({ organisation_id: organisationId, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await transaction
    .insertInto('configuration_change')
    .values({ organisation_id: organisationId, change: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return organisationId;
}
