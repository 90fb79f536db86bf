import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { silentLog } from '../../platform/log.ts';
import type { Store } from '../contract.ts';
import { type OpenOptions, openStore } from '../open.ts';

/** Opens an empty store that is closed when the test ends. */
export type OpenStore = (t: TestContext) => Promise<Store>;

export async function emptyDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'passerelle-store-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Options with a clock that stands still. */
export function options(change: Partial<OpenOptions>): OpenOptions {
  return { dataDirectory: '/nonexistent', log: silentLog, clock: { now: () => 1_000 }, ...change };
}

export const openEmbedded: OpenStore = async (t) => {
  const store = await openStore(options({ dataDirectory: await emptyDirectory(t) }));
  t.after(() => store.close());
  return store;
};

/** Each test is an organisation of its own in one database: nothing may leak between them. */
export function openShared(databaseUrl: string): OpenStore {
  return async (t) => {
    const store = await openStore(options({ databaseUrl, organisationId: randomUUID() }));
    t.after(() => store.close());
    return store;
  };
}
