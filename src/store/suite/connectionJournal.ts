import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenStore } from './engines.ts';

export function connectionJournalSuite(open: OpenStore): void {
  test('STORE-60 the connection journal keeps one body a key, all of a unit or none of it, until it is told to forget', async (t) => {
    const store = await open(t);
    const records = [
      { key: 'hub/b', body: { before: { kind: 'absent' } } },
      { key: 'hub/a', body: { before: { kind: 'there', value: [1, null] } } },
    ];
    await store.commit([{ type: 'putJournal', records }]);
    assert.deepEqual(await store.reads.connectionJournal(), [records[1], records[0]]);
    const again = { key: 'hub/a', body: { state: 'verified' } };
    const unit = [
      { type: 'putJournal' as const, records: [again] },
      { type: 'putConfiguration' as const, entries: [], expectChange: 99 },
    ];
    assert.equal(await store.commit(unit), 'conflict');
    assert.deepEqual((await store.reads.connectionJournal())[0], records[1]);
    await store.commit([{ type: 'putJournal', records: [again] }]);
    assert.deepEqual(await store.reads.connectionJournal(), [again, records[0]]);
    await store.commit([{ type: 'forgetJournal', keys: ['hub/a', 'hub/unknown'] }]);
    assert.deepEqual(await store.reads.connectionJournal(), [records[0]]);
  });
}
