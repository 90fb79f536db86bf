import { isDeepStrictEqual } from 'node:util';
import type { DesiredConnection } from '../connection/types.ts';
import { buildDirectory } from '../directory/snapshot.ts';
import type { Directory } from '../directory/types.ts';
import type { ConfigurationEntry, Store } from '../store/contract.ts';

/**
 * The configuration as the process holds it. One snapshot at a time; replaced whole
 * when this process applies something, or when another one did (`refresh`).
 */
export interface Configuration {
  directory(): Directory;
  /** Host names under which people reach the hub: that of `hub.url`. */
  publicNames(): readonly string[];
  /** Reads the store's configuration anew when its change number moved. */
  refresh(): Promise<void>;
  /** The connection that was applied last: the record of the file. */
  connection(): Promise<DesiredConnection | undefined>;
  /** Undefined: it was undone. */
  keepConnection(connection: DesiredConnection | undefined): Promise<void>;
}

/** Times a write is tried again because somebody else changed the configuration meanwhile. */
const attempts = 10;

export async function loadConfiguration(store: Store): Promise<Configuration> {
  let { directory, publicNames } = await read();

  async function read(): Promise<{ directory: Directory; publicNames: readonly string[] }> {
    const { change, entries } = await store.reads.configuration();
    const directory = buildDirectory({ change, organisationId: store.organisationId, entries });
    return { directory, publicNames: publicNamesOf(entries) };
  }

  async function refresh(): Promise<void> {
    const next = await read();
    if (next.directory.change > directory.change) ({ directory, publicNames } = next);
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

  return { directory: () => directory, publicNames: () => publicNames, refresh, connection, keepConnection };
}

/** As the store gives it back. */
function asKept(connection: DesiredConnection | undefined): unknown {
  return connection === undefined ? undefined : JSON.parse(JSON.stringify(connection));
}

function publicNamesOf(entries: readonly ConfigurationEntry[]): string[] {
  const entry = entries.find(({ kind }) => kind === 'connection');
  const { hub } = (entry?.body ?? {}) as Partial<DesiredConnection>;
  return hub?.kind === 'passerelle' && URL.canParse(hub.url) ? [new URL(hub.url).hostname] : [];
}
