import { type Template, template } from '../compiler.ts';
import type { Reads } from '../contract.ts';
import type { Source } from './rows.ts';

const knownKeys = (count: number) =>
  template((db, p: Record<string, string>, scope) =>
    db
      .selectFrom('ledger')
      .select('key')
      .where('organisation_id', '=', scope.organisationId)
      .where(
        'key',
        'in',
        Array.from({ length: count }, (_, index) => place(p, `key${index}`)),
      ),
  );

/** Sizes in which keys are asked for, so that few statements serve any number of them. */
const sizes = [1, 4, 16, 64] as const;
const bySize = new Map<number, Template<Record<string, string>, { key: string }>>(
  sizes.map((size) => [size, knownKeys(size)]),
);

const oneCorrespondent = template((db, p: { personId: string; address: string }, scope) =>
  db
    .selectFrom('correspondent')
    .select('at')
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .where('address', '=', p.address),
);

export function ledgerReads({ compiler, rows }: Source): Pick<Reads, 'ledger' | 'isCorrespondent'> {
  return {
    async ledger(keys) {
      const found = new Set<string>();
      for (let from = 0; from < keys.length; from += 64) {
        const some = keys.slice(from, from + 64);
        const size = sizes.find((candidate) => candidate >= some.length) ?? 64;
        const query = bySize.get(size);
        if (query === undefined) throw new Error(`no ledger query for ${size} keys`);
        // Places left over repeat the first key: asking twice finds it once.
        const values = Object.fromEntries(
          Array.from({ length: size }, (_, i) => [`key${i}`, some[i] ?? some[0] ?? '']),
        );
        for (const row of await rows(compiler.statement(query, values))) found.add(row.key);
      }
      return found;
    },
    async isCorrespondent(personId, address) {
      return (await rows(compiler.statement(oneCorrespondent, { personId, address }))).length > 0;
    },
  };
}

function place(p: Record<string, string>, name: string): string {
  return p[name] as string;
}
