import { readConnection } from '../connection/desired.ts';
import { planHub } from '../connection/steps.ts';
import type { DesiredConnection } from '../connection/types.ts';
import { mailGraphCycle } from '../directory/recipients.ts';
import { buildDirectory } from '../directory/snapshot.ts';
import type { Directory } from '../directory/types.ts';
import type { ConfigurationEntry, Store } from '../store/contract.ts';
import type { HubServices } from './services.ts';

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
  apply: HubServices['apply'];
}

export async function loadConfiguration(store: Store, newId: () => string): Promise<Configuration> {
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

  async function apply(yaml: string): ReturnType<HubServices['apply']> {
    const desired = readConnection(yaml);
    if (desired.kind === 'problems') {
      const details = desired.problems.map(({ line, column, field, message }) => ({
        where: `line ${line}, column ${column}: ${field}`,
        message,
      }));
      return {
        kind: 'problem',
        status: 422,
        code: 'connection-invalid',
        message: 'the connection file is not valid',
        details,
      };
    }
    const { change, entries } = await store.reads.configuration();
    const plan = planHub(desired.connection, entries, newId);
    const blocked = plan.steps.filter(({ state }) => state === 'blocked');
    if (blocked.length > 0) {
      const details = blocked.map(({ id, title }) => ({ where: id, message: title }));
      const message = 'steps of this connection are blocked; nothing was changed';
      return { kind: 'problem', status: 422, code: 'blocked', message, details };
    }
    const planned = buildDirectory({
      change: change + 1,
      organisationId: store.organisationId,
      entries: merged(entries, plan.entries),
    });
    const cycle = mailGraphCycle(planned);
    if (cycle !== undefined) {
      return { kind: 'problem', status: 422, code: 'mail-cycle', message: `this connection would loop mail: ${cycle}` };
    }
    if (plan.entries.length > 0) {
      const outcome = await store.commit([{ type: 'putConfiguration', entries: plan.entries, expectChange: change }]);
      if (outcome === 'conflict') {
        const message = 'the configuration was changed meanwhile: apply again';
        return { kind: 'problem', status: 409, code: 'configuration-changed', message };
      }
      await refresh();
    }
    return { kind: 'applied', change: directory.change, steps: plan.steps };
  }

  return {
    directory: () => directory,
    publicNames: () => (publicUrl === undefined ? [] : [publicUrl.hostname]),
    publicUrl: () => publicUrl?.origin,
    refresh,
    apply,
  };
}

function publicUrlOf(entries: readonly ConfigurationEntry[]): URL | undefined {
  const entry = entries.find(({ kind }) => kind === 'connection');
  const { hub } = (entry?.body ?? {}) as Partial<DesiredConnection>;
  return hub?.kind === 'passerelle' ? (URL.parse(hub.url) ?? undefined) : undefined;
}

type Entries = readonly ConfigurationEntry[];

/** What the entries will be once the plan's are written: a body of undefined deletes. */
function merged(current: Entries, written: Entries): ConfigurationEntry[] {
  const all = new Map(current.map((entry) => [`${entry.kind}\n${entry.name}`, entry]));
  for (const entry of written) all.set(`${entry.kind}\n${entry.name}`, entry);
  return [...all.values()].filter(({ body }) => body !== undefined);
}
