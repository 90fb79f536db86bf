import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Store } from './contract.ts';
import { openPostgres } from './postgres/store.ts';
import { openSqlite } from './sqlite/store.ts';

export interface OpenOptions {
  /** Made when it is missing; unused with a `databaseUrl`. */
  readonly dataDirectory: string;
  /** postgres://…; without it the store is embedded. */
  readonly databaseUrl?: string;
  /** The organisation to serve. Without it: the only one there is, or a new one. */
  readonly organisationId?: string;
  readonly log: Log;
  readonly clock: Clock;
}

/** A store that other processes may change too says when its configuration did. */
interface Shared {
  configurationChange(): Promise<number>;
}

/**
 * Opens the store, brings its schema up to date, and on the first start makes the
 * organisation's id. Throws when the data directory is in use by another process,
 * the database can't be reached, or it was written by a later version.
 */
export async function openStore(options: OpenOptions): Promise<Store & Partial<Shared>> {
  const { dataDirectory, databaseUrl, log, clock } = options;
  const organisation = options.organisationId === undefined ? {} : { organisationId: options.organisationId };
  const store: Store & Partial<Shared> =
    databaseUrl === undefined || databaseUrl === ''
      ? await openSqlite({ dataDirectory, now: clock.now(), ...organisation })
      : await openPostgres({ databaseUrl, now: clock.now(), log, ...organisation });
  log.info({ organisationId: store.organisationId, shared: store.configurationChange !== undefined }, 'store opened');
  return store;
}

/**
 * Calls back with the configuration's change number now and whenever it is another,
 * whoever wrote it, at most a second late, until the returned function is called;
 * whoever holds that state already compares and does nothing. The embedded store has
 * no other process and never calls back. A look that fails is tried again.
 */
export function watchConfiguration(
  store: Store & Partial<Shared>,
  listener: (change: number) => void,
  everyMilliseconds = 1000,
): () => void {
  const { configurationChange } = store;
  if (configurationChange === undefined) return () => {};
  let last: number | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  async function look(read: () => Promise<number>): Promise<void> {
    const change = await read().catch(() => last);
    if (stopped) return;
    if (change !== undefined && change !== last) {
      last = change;
      listener(change);
    }
    timer = setTimeout(look, everyMilliseconds, read);
    timer.unref();
  }
  void look(configurationChange);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
