import { type Compiler, type Statement, template } from '../compiler.ts';
import type { LedgerEntry } from '../contract.ts';

const insertEntry = template((db, p: { key: string; at: number }, scope) =>
  db
    .insertInto('ledger')
    .values({ organisation_id: scope.organisationId, key: p.key, at: p.at })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Fails on a key that is there: for what may happen only once. */
const claimEntry = template((db, p: { key: string; at: number }, scope) =>
  db.insertInto('ledger').values({ organisation_id: scope.organisationId, key: p.key, at: p.at }),
);

const insertCorrespondent = template((db, p: { personId: string; address: string; at: number }, scope) =>
  db
    .insertInto('correspondent')
    .values({ organisation_id: scope.organisationId, person_id: p.personId, address: p.address, at: p.at })
    .onConflict((conflict) => conflict.doNothing()),
);

export function addLedger(compiler: Compiler, entries: readonly LedgerEntry[]): Statement[] {
  // In order of their keys, so that two units that share some never wait for each other in a ring.
  const ordered = [...entries].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return ordered.map(({ key, at }) => compiler.statement(insertEntry, { key, at }));
}

/** Takes a key for ever: the unit is a conflict when somebody had it before. */
export function claimKey(compiler: Compiler, key: string, at: number): Statement {
  return compiler.statement(claimEntry, { key, at });
}

export function addCorrespondent(compiler: Compiler, personId: string, address: string, at: number): Statement[] {
  return [compiler.statement(insertCorrespondent, { personId, address, at })];
}
