import { template } from '../compiler.ts';
import type { ConfigurationEntry, Reads } from '../contract.ts';
import type { Source } from './rows.ts';

/** Change number and entries in one statement: what is answered is one state, never half of the next. */
const everything = template((db, _: Record<never, never>, scope) =>
  db
    .selectFrom('configuration_change')
    .leftJoin('configuration', 'configuration.organisation_id', 'configuration_change.organisation_id')
    .select(['configuration_change.change', 'configuration.kind', 'configuration.name', 'configuration.body'])
    .where('configuration_change.organisation_id', '=', scope.organisationId)
    .orderBy('configuration.kind')
    .orderBy('configuration.name'),
);

const changeNumber = template((db, _: Record<never, never>, scope) =>
  db.selectFrom('configuration_change').select('change').where('organisation_id', '=', scope.organisationId),
);

export function configurationReads({ compiler, rows }: Source): Pick<Reads, 'configuration'> {
  return {
    async configuration() {
      const found = await rows(compiler.statement(everything, {}));
      const entries: ConfigurationEntry[] = [];
      for (const { kind, name, body } of found) {
        if (kind === null || name === null || body === null) continue;
        entries.push({ kind: kind as ConfigurationEntry['kind'], name, body: JSON.parse(body) as unknown });
      }
      return { change: found[0]?.change ?? 0, entries };
    },
  };
}

export async function readConfigurationChange({ compiler, rows }: Source): Promise<number> {
  const [row] = await rows(compiler.statement(changeNumber, {}));
  return row?.change ?? 0;
}
