import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditRecord, SignInRecord } from '../contract.ts';
import type { OpenStore } from './engines.ts';

const session = (id: string, personId = 'johanna', body: unknown = { n: 1 }): SignInRecord => ({
  ...{ kind: 'session', id, personId, version: 1, expiresAt: 5000, body },
});

export function signInSuite(open: OpenStore): void {
  test('STORE-80 what people sign in with is found by person, and replaced and removed by its version only', async (t) => {
    const store = await open(t);
    await store.commit([
      { type: 'putSignIn', record: session('a'), expect: 0 },
      { type: 'putSignIn', record: session('b', 'jakob'), expect: 0 },
    ]);
    assert.equal(await store.commit([{ type: 'putSignIn', record: session('a'), expect: 0 }]), 'conflict');
    const next = session('a', 'johanna', { n: 2 });
    assert.equal(await store.commit([{ type: 'putSignIn', record: next, expect: 1 }]), 'committed');
    assert.deepEqual(await store.reads.signInRecord('session', 'a'), { ...next, version: 2 });
    assert.equal(await store.reads.signInRecord('link', 'a'), undefined);
    const ids = async (personId?: string) => (await store.reads.signInRecords('session', personId)).map(({ id }) => id);
    assert.deepEqual(await ids(), ['a', 'b']);
    assert.deepEqual(await ids('jakob'), ['b']);
    const removal = { type: 'deleteSignIn', kind: 'session', id: 'a' } as const;
    assert.equal(await store.commit([{ ...removal, expect: 1 }]), 'conflict');
    assert.equal(await store.commit([{ ...removal, expect: 2 }]), 'committed');
    assert.equal(await store.commit([{ ...removal, expect: 2 }]), 'conflict');
    assert.equal(await store.commit([removal]), 'committed');
    assert.deepEqual(await ids(), ['b']);
  });

  test('STORE-81 what ran out a day ago is swept out; what never runs out stays', async (t) => {
    const store = await open(t);
    const { expiresAt: _, ...lasting } = session('lasting');
    await store.commit([
      { type: 'putSignIn', record: session('old'), expect: 0 },
      { type: 'putSignIn', record: lasting, expect: 0 },
    ]);
    const prune = { type: 'prune', traceBefore: 0, ledgerBefore: 0 } as const;
    await store.commit([{ ...prune, contentBefore: 5000 }]);
    assert.ok(await store.reads.signInRecord('session', 'old'));
    await store.commit([{ ...prune, contentBefore: 5001 }]);
    assert.equal(await store.reads.signInRecord('session', 'old'), undefined);
    assert.ok(await store.reads.signInRecord('session', 'lasting'));
  });

  test('STORE-82 the audit log is read newest first, page by page', async (t) => {
    const store = await open(t);
    const record = (at: number): AuditRecord => ({
      ...{ id: `id-${at}`, at, who: { kind: 'local', name: '' }, from: '127.0.0.1' },
      ...{ what: 'PUT /api/v1/connection', target: '', changes: [{ of: 'person', after: 'new' }] },
    });
    await store.commit([1, 2, 3].map((at) => ({ type: 'addAudit' as const, record: record(at) })));
    assert.deepEqual(await store.reads.audit({ limit: 2 }), [record(3), record(2)]);
    assert.deepEqual(await store.reads.audit({ limit: 2, before: 2 }), [record(1)]);
  });
}
