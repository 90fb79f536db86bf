import { isDeepStrictEqual } from 'node:util';
import type { DesiredConnection } from '../connection/types.ts';
import { Entries } from '../directory/entries.ts';
import { entryProblems } from '../directory/entryProblems.ts';
import { mailGraphCycle } from '../directory/recipients.ts';
import { buildDirectory } from '../directory/snapshot.ts';
import type { Directory } from '../directory/types.ts';
import type { ConfigurationEntry, Store, Write } from '../store/contract.ts';
import type { ConfigurationChange, CurrentConfiguration, HubServices, ServiceProblem } from './services.ts';

/**
 * The configuration as the process holds it. One snapshot at a time; replaced whole
 * when this process applies something, or when another one did (`refresh`).
 */
export interface Configuration {
  directory(): Directory;
  /** Host names under which people reach the hub: that of `hub.url`. */
  publicNames(): readonly string[];
  /** Where people reach the console: the origin of `hub.url`; undefined without a connection. */
  publicUrl(): string | undefined;
  /** Reads the store's configuration anew when its change number moved. */
  refresh(): Promise<void>;
  /** The connection that was applied last: the record of the file. */
  connection(): Promise<DesiredConnection | undefined>;
  /** Undefined: it was undone. */
  keepConnection(connection: DesiredConnection | undefined): Promise<void>;
  current: HubServices['configuration'];
  configure: HubServices['configure'];
}

/** Times a decision is made again because somebody else changed the configuration meanwhile. */
const attempts = 10;

export async function loadConfiguration(store: Store): Promise<Configuration> {
  let { directory, publicUrl } = await read();

  async function read(): Promise<{ directory: Directory; publicUrl: URL | undefined }> {
    const { change, entries } = await store.reads.configuration();
    const directory = buildDirectory({ change, organisationId: store.organisationId, entries });
    return { directory, publicUrl: publicUrlOf(entries) };
  }

  async function refresh(): Promise<void> {
    const next = await read();
    if (next.directory.change > directory.change) ({ directory, publicUrl } = next);
  }

  async function keepConnection(connection: DesiredConnection | undefined): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { change, entries } = await store.reads.configuration();
      const before = entries.find(({ kind }) => kind === 'connection')?.body;
      if (isDeepStrictEqual(before, asKept(connection))) return;
      const entry: ConfigurationEntry = { kind: 'connection', name: 'connection', body: connection };
      const unit = { type: 'putConfiguration' as const, entries: [entry], expectChange: change };
      if ((await store.commit([unit])) === 'committed') return refresh();
    }
    throw new Error(`the connection could not be kept after ${attempts} attempts`);
  }

  async function connection(): Promise<DesiredConnection | undefined> {
    const { entries } = await store.reads.configuration();
    return entries.find(({ kind }) => kind === 'connection')?.body as DesiredConnection | undefined;
  }

  async function current(): Promise<CurrentConfiguration> {
    const { change, entries } = await store.reads.configuration();
    return {
      change,
      entries: new Entries(entries),
      directory: buildDirectory({ change, organisationId: store.organisationId, entries }),
    };
  }

  async function configure<Result>(
    decide: (current: CurrentConfiguration) => ConfigurationChange<Result> | ServiceProblem,
  ): Promise<ServiceProblem | { kind: 'configured'; change: number; result: Result }> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const before = await current();
      const decided = decide(before);
      if (isProblem(decided)) return decided;
      const { writes, result } = decided;
      if (writes.length === 0) return { kind: 'configured', change: before.change, result };
      const problem = problemOf(before, writes);
      if (problem) return problem;
      const unit: Write = { type: 'putConfiguration', entries: writes, expectChange: before.change };
      if ((await store.commit([unit])) === 'conflict') continue;
      await refresh();
      return { kind: 'configured', change: before.change + 1, result };
    }
    throw new Error(`no change of the configuration held after ${attempts} attempts`);
  }

  /** Why these writes may not be made: entries that are not valid, or mail that would go in a circle. */
  function problemOf(before: CurrentConfiguration, writes: readonly ConfigurationEntry[]): ServiceProblem | undefined {
    const details = writes.flatMap(entryProblems);
    if (details.length > 0) {
      const message = details.map(({ where, message: what }) => `${where}: ${what}`).join('; ');
      return { kind: 'problem', status: 422, code: 'configuration-invalid', message, details };
    }
    const planned = buildDirectory({
      change: before.change + 1,
      organisationId: store.organisationId,
      entries: before.entries.with(writes).all,
    });
    const cycle = mailGraphCycle(planned);
    if (cycle === undefined) return undefined;
    return { kind: 'problem', status: 422, code: 'mail-cycle', message: `this would loop mail: ${cycle}` };
  }

  return {
    directory: () => directory,
    publicNames: () => (publicUrl === undefined ? [] : [publicUrl.hostname]),
    publicUrl: () => publicUrl?.origin,
    ...{ refresh, connection, keepConnection, current, configure },
  };
}

/** As the store gives it back. */
function asKept(connection: DesiredConnection | undefined): unknown {
  return connection === undefined ? undefined : JSON.parse(JSON.stringify(connection));
}

function isProblem(decided: object): decided is ServiceProblem {
  return 'kind' in decided && decided.kind === 'problem';
}

function publicUrlOf(entries: readonly ConfigurationEntry[]): URL | undefined {
  const entry = entries.find(({ kind }) => kind === 'connection');
  const { hub } = (entry?.body ?? {}) as Partial<DesiredConnection>;
  return hub?.kind === 'passerelle' ? (URL.parse(hub.url) ?? undefined) : undefined;
}
