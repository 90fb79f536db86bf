import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphRecord } from '../contract.ts';
import type { OpenStore } from './engines.ts';

const record = (id: string, personId = 'johanna', body: unknown = { n: 1 }): GraphRecord => ({
  ...{ kind: 'subscription', id, personId, version: 1, expiresAt: 5000, body },
});

export function graphRecordSuite(open: OpenStore): void {
  test('STORE-50 a record of a Graph client is found by its id and its person, and replaced by its version only', async (t) => {
    const store = await open(t);
    await store.commit([{ type: 'putGraphRecord', record: record('a'), expect: 0 }]);
    await store.commit([{ type: 'putGraphRecord', record: record('b', 'jakob'), expect: 0 }]);
    const again = await store.commit([{ type: 'putGraphRecord', record: record('a'), expect: 0 }]);
    assert.equal(again, 'conflict');
    const next = record('a', 'johanna', { n: 2 });
    assert.equal(await store.commit([{ type: 'putGraphRecord', record: next, expect: 1 }]), 'committed');
    assert.equal(await store.commit([{ type: 'putGraphRecord', record: next, expect: 1 }]), 'conflict');
    assert.deepEqual(await store.reads.graphRecord('subscription', 'a'), { ...next, version: 2 });
    assert.equal(await store.reads.graphRecord('deltaState', 'a'), undefined);
    const ids = async (personId?: string) =>
      (await store.reads.graphRecords('subscription', personId)).map(({ id }) => id);
    assert.deepEqual(await ids(), ['a', 'b']);
    assert.deepEqual(await ids('jakob'), ['b']);
    await store.commit([{ type: 'deleteGraphRecord', kind: 'subscription', id: 'a' }]);
    assert.deepEqual(await ids(), ['b']);
  });
}
