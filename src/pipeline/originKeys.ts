import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { Store } from '../store/contract.ts';
import type { OriginKeys } from './context.ts';

/** The keys that sign what goes home (law L3), from the store; the first start makes one. The newest signs, all verify. */
export async function loadOriginKeys(store: Store, clock: Clock, random: Random): Promise<OriginKeys> {
  let secrets = await store.reads.secrets('originKey');
  if (secrets.length === 0) {
    const value = { key: random.bytes(32).toString('base64') };
    const id = random.bytes(4).toString('hex');
    await store.commit([{ type: 'putSecret', secret: { kind: 'originKey', id, value, createdAt: clock.now() } }]);
    secrets = await store.reads.secrets('originKey');
  }
  const keys = secrets
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .map(({ id, value }) => ({ id, key: Buffer.from((value as { key: string }).key, 'base64') }));
  const current = keys.at(-1);
  if (!current) throw new Error('the store gave back no origin key');
  return { current, all: new Map(keys.map(({ id, key }) => [id, key])) };
}
