import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigurationEntry, Secret } from '../contract.ts';
import type { OpenStore } from './engines.ts';
import { enqueue, held, traced } from './samples.ts';

export function recordSuite(open: OpenStore): void {
  test('STORE-20 a held invitation is settled once', async (t) => {
    const store = await open(t);
    await store.commit([{ type: 'hold', held: held() }]);
    await store.commit([{ type: 'hold', held: held({ id: 'held-2', personId: 'jakob' }) }]);
    assert.deepEqual(await store.reads.held({ personId: 'johanna' }), [held()]);
    const settle = { type: 'settleHeld', id: 'held-1', state: 'filed', at: 200 } as const;
    assert.equal(await store.commit([settle]), 'committed');
    assert.equal(await store.commit([{ ...settle, state: 'dropped' }]), 'conflict');
    assert.deepEqual(await store.reads.held({ id: 'held-1' }), [held({ state: 'filed', at: 200 })]);
    assert.equal((await store.reads.held({})).length, 2);
  });

  test('STORE-21 of an invitation that a person drops no content is kept', async (t) => {
    const store = await open(t);
    await store.commit([{ type: 'hold', held: held() }]);
    await store.commit([{ type: 'settleHeld', id: 'held-1', state: 'dropped', at: 200 }]);
    assert.deepEqual(await store.reads.held({}), [held({ state: 'dropped', at: 200, headers: [], forms: [] })]);
  });

  test('STORE-22 the ledger answers which keys it has, whatever their number', async (t) => {
    const store = await open(t);
    const keys = Array.from({ length: 150 }, (_, i) => `key ${i}`);
    await store.commit([{ type: 'addLedger', entries: keys.map((key) => ({ key, at: 1 })) }]);
    assert.equal(await store.commit([{ type: 'addLedger', entries: [{ key: 'key 3', at: 9 }] }]), 'committed');
    assert.deepEqual(await store.reads.ledger([...keys, 'absent']), new Set(keys));
    assert.deepEqual(await store.reads.ledger(['key 149', 'absent']), new Set(['key 149']));
    assert.deepEqual(await store.reads.ledger([]), new Set());
    await store.commit([{ type: 'addCorrespondent', personId: 'johanna', address: 'a@fabrikam.example', at: 1 }]);
    assert.equal(await store.reads.isCorrespondent('johanna', 'a@fabrikam.example'), true);
    assert.equal(await store.reads.isCorrespondent('jakob', 'a@fabrikam.example'), false);
  });

  test('STORE-23 the trace is read newest first, by message, recipient and time', async (t) => {
    const store = await open(t);
    const records = [1, 2, 3, 4].map((n) =>
      traced({ id: `t${n}`, at: n * 10, messageId: `<${n % 2}>`, recipient: n === 4 ? 'jakob@contoso.example' : 'j' }),
    );
    await store.commit([{ type: 'addTrace', records }]);
    assert.equal(await store.commit([{ type: 'addTrace', records }]), 'committed');
    const ids = async (filter: Omit<Parameters<typeof store.reads.trace>[0], 'limit'>, limit = 10) =>
      (await store.reads.trace({ ...filter, limit })).map(({ id }) => id);
    assert.deepEqual((await store.reads.trace({ limit: 1 }))[0], records[3]);
    assert.deepEqual(await ids({}), ['t4', 't3', 't2', 't1']);
    assert.deepEqual(await ids({}, 2), ['t4', 't3']);
    assert.deepEqual(await ids({ messageId: '<1>' }), ['t3', 't1']);
    assert.deepEqual(await ids({ recipient: 'j', before: 30 }), ['t2', 't1']);
    assert.deepEqual(await ids({ after: 20 }), ['t4', 't3']);
    await store.commit([{ type: 'prune', traceBefore: 30, ledgerBefore: 0, contentBefore: 0 }]);
    assert.deepEqual(await ids({}), ['t4', 't3']);
  });

  test('STORE-24 configuration changes whole or not at all, from the change number that was read', async (t) => {
    const store = await open(t);
    const person = { kind: 'person', name: 'johanna', body: { address: 'johanna@contoso.example' } } as const;
    const meetings = { kind: 'meetings', name: '', body: {} } as const;
    assert.deepEqual(await store.reads.configuration(), { change: 0, entries: [] });
    const write = (entries: readonly ConfigurationEntry[], expectChange: number) =>
      store.commit([{ type: 'putConfiguration', entries, expectChange }]);
    assert.equal(await write([person, meetings], 0), 'committed');
    assert.equal(await write([{ ...person, body: 'lost' }], 0), 'conflict');
    assert.deepEqual(await store.reads.configuration(), { change: 1, entries: [meetings, person] });
    assert.equal(await write([{ ...person, body: undefined }], 1), 'committed');
    assert.deepEqual(await store.reads.configuration(), { change: 2, entries: [meetings] });
  });

  test('STORE-25 secrets are put, replaced, listed by kind and deleted', async (t) => {
    const store = await open(t);
    const key: Secret = { kind: 'originKey', id: 'k1', value: { key: 'abc' }, createdAt: 1, expiresAt: 90 };
    const next: Secret = { kind: 'originKey', id: 'k2', value: null, createdAt: 2 };
    await store.commit([
      { type: 'putSecret', secret: { ...key, value: 'old' } },
      { type: 'putSecret', secret: next },
    ]);
    await store.commit([{ type: 'putSecret', secret: key }]);
    assert.deepEqual(await store.reads.secrets('originKey'), [key, next]);
    await store.commit([{ type: 'deleteSecret', kind: 'originKey', id: 'k2' }]);
    assert.equal(await store.reads.secret('originKey', 'k2'), undefined);
    assert.deepEqual(await store.reads.secret('originKey', 'k1'), key);
  });

  test('STORE-26 mail kept in the hub mailbox of a person', async (t) => {
    const store = await open(t);
    const message = { id: 'm1', personId: 'johanna', at: 1, octets: Buffer.from([0, 13, 10, 255]) };
    await store.commit([{ type: 'putMailboxMessage', message }]);
    assert.deepEqual(await store.reads.mailbox('johanna'), [message]);
    assert.deepEqual(await store.reads.mailbox('jakob'), []);
  });

  test('STORE-51 a hub mailbox is listed by sizes, read one by one, and messages are deleted from it together', async (t) => {
    const store = await open(t);
    const kept = (personId: string, id: string, at: number, octets: Buffer) =>
      ({ type: 'putMailboxMessage', message: { id, personId, at, octets } }) as const;
    await store.commit([
      kept('johanna', 'b', 2, Buffer.from('three\r\n')),
      kept('johanna', 'a', 3, Buffer.from([0, 255, 13, 10])),
      kept('johanna', 'c', 1, Buffer.alloc(0)),
      kept('jakob', 'b', 1, Buffer.from('his own')),
    ]);
    assert.deepEqual(await store.reads.mailboxEntries('johanna'), [
      { id: 'c', personId: 'johanna', at: 1, size: 0 },
      { id: 'b', personId: 'johanna', at: 2, size: 7 },
      { id: 'a', personId: 'johanna', at: 3, size: 4 },
    ]);
    const one = await store.reads.mailboxMessage('johanna', 'a');
    assert.deepEqual(one, { id: 'a', personId: 'johanna', at: 3, octets: Buffer.from([0, 255, 13, 10]) });
    assert.equal(await store.reads.mailboxMessage('jakob', 'a'), undefined);
    await store.commit([{ type: 'deleteMailboxMessages', personId: 'johanna', ids: ['b', 'gone', 'c'] }]);
    assert.deepEqual(
      (await store.reads.mailboxEntries('johanna')).map(({ id }) => id),
      ['a'],
    );
    assert.equal((await store.reads.mailbox('jakob')).length, 1);
  });

  test('STORE-8 a conflict takes back its own unit only, whoever shares the commit', async (t) => {
    const store = await open(t);
    await store.commit([enqueue({ id: 'taken', idempotencyKey: 'k' })]);
    const entry = (key: string) => ({ type: 'addLedger', entries: [{ key, at: 1 }] }) as const;
    const outcomes = await Promise.all([
      store.commit([entry('before')]),
      store.commit([entry('with'), enqueue({ idempotencyKey: 'k' })]),
      store.commit([entry('after')]),
    ]);
    assert.deepEqual(outcomes, ['committed', 'conflict', 'committed']);
    assert.deepEqual(await store.reads.ledger(['before', 'with', 'after']), new Set(['before', 'after']));
  });

  test('STORE-8 a fault rejects its own unit and the store goes on', async (t) => {
    const store = await open(t);
    const broken = { ...held(), at: Number.NaN, summary: null } as unknown as ReturnType<typeof held>;
    await assert.rejects(
      store.commit([
        { type: 'addLedger', entries: [{ key: 'x', at: 1 }] },
        { type: 'hold', held: broken },
      ]),
    );
    assert.equal(await store.commit([{ type: 'hold', held: held() }]), 'committed');
    assert.deepEqual(await store.reads.ledger(['x']), new Set());
  });
}
