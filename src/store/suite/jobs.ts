import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { OpenStore } from './engines.ts';
import { enqueue, job } from './samples.ts';

export function jobSuite(open: OpenStore): void {
  test('STORE-10 a job comes back whole, octet for octet', async (t) => {
    const store = await open(t);
    const whole = job({ envelopeId: 'e1', originalRecipient: 'tom@contoso.example', smtpUtf8: true });
    const message = { type: 'content', contentId: 'c1', key: Buffer.from([0, 255]), header: Buffer.from('X: y\r\n') };
    const passed = job({ message: message as ReturnType<typeof job>['message'], origin: 'passed', dueAt: 200 });
    await store.commit([
      { type: 'enqueue', job: whole },
      { type: 'enqueue', job: passed },
    ]);
    assert.deepEqual(await store.reads.jobs({ limit: 10 }), [whole, passed]);
    assert.deepEqual(await store.reads.jobs({ limit: 10, messageId: 'other' }), []);
    assert.deepEqual(await store.reads.queue(), { waiting: 2, oldestCreatedAt: 100 });
  });

  test('STORE-11 an idempotency key is taken for ever, also when its job is done', async (t) => {
    const store = await open(t);
    await store.commit([enqueue({ id: 'j1', idempotencyKey: 'k' })]);
    assert.equal(await store.commit([enqueue({ id: 'j2', idempotencyKey: 'k' })]), 'conflict');
    await store.commit([{ type: 'finishJob', id: 'j1' }]);
    assert.equal(await store.commit([enqueue({ id: 'j3', idempotencyKey: 'k' })]), 'conflict');
    assert.deepEqual(await store.reads.queue(), { waiting: 0 });
  });

  test('STORE-12 a lease hides a job from others until it ends', async (t) => {
    const store = await open(t);
    await store.commit([
      enqueue({ id: 'a', dueAt: 10 }),
      enqueue({ id: 'b', dueAt: 20 }),
      enqueue({ id: 'c', dueAt: 900 }),
    ]);
    const lease = async (now: number) =>
      (await store.leaseJobs({ now, until: now + 100, limit: 10 })).map(({ id }) => id).sort();
    assert.deepEqual(await lease(50), ['a', 'b']);
    assert.deepEqual(await lease(60), []);
    assert.deepEqual(await lease(150), ['a', 'b']);
    const postponed = { id: 'a', dueAt: 160, attempts: 1, lastError: '451 later', delayNotified: true };
    await store.commit([{ type: 'postponeJob', ...postponed }]);
    const [again] = await store.leaseJobs({ now: 170, until: 300, limit: 1 });
    assert.deepEqual({ ...again, dueAt: 0 }, { ...job({ id: 'a' }), ...postponed, dueAt: 0 });
  });

  test('STORE-12 the job that is due longest is leased first, and only of the connector asked for', async (t) => {
    const store = await open(t);
    await store.commit([
      enqueue({ id: 'late', dueAt: 30 }),
      enqueue({ id: 'first', dueAt: 10 }),
      enqueue({ id: 'mx', dueAt: 20, connector: 'outside' }),
    ]);
    const leased = async (connector?: string) => {
      const request = { now: 50, until: 500, limit: 1, ...(connector === undefined ? {} : { connector }) };
      return (await store.leaseJobs(request)).map(({ id }) => id);
    };
    assert.deepEqual(await leased('outside'), ['mx']);
    assert.deepEqual(await leased(), ['first']);
    assert.deepEqual(await leased('outside'), []);
    assert.deepEqual(await leased(), ['late']);
  });

  test('STORE-12 workers that lease at once never share a job', async (t) => {
    const store = await open(t);
    await store.commit(Array.from({ length: 60 }, () => enqueue()));
    const leases = Array.from({ length: 12 }, () => store.leaseJobs({ now: 100, until: 500, limit: 5 }));
    const ids = (await Promise.all(leases)).flat().map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const rest = await store.leaseJobs({ now: 100, until: 500, limit: 100 });
    assert.equal(ids.length + rest.length, 60);
  });

  test('STORE-13 passed content is read in order and goes with its last job', async (t) => {
    const store = await open(t);
    const contentId = randomUUID();
    const chunk = (sequence: number) =>
      ({ type: 'addContent', contentId, sequence, octets: Buffer.from(`${sequence};`), at: 1 }) as const;
    await store.commit([chunk(0), chunk(2)]);
    await store.commit([chunk(1)]);
    const message = { type: 'content', contentId, key: Buffer.from('k'), header: Buffer.from('h') } as const;
    await store.commit([enqueue({ id: 'one', message }), enqueue({ id: 'two', message })]);
    const read = async () => Buffer.concat(await chunks(store.content(contentId))).toString();
    assert.equal(await read(), '0;1;2;');
    await store.commit([{ type: 'finishJob', id: 'one' }]);
    assert.equal(await read(), '0;1;2;');
    await store.commit([{ type: 'finishJob', id: 'two' }]);
    assert.equal(await read(), '');
  });

  test('STORE-14 pruning removes what is old, and content only when no job needs it', async (t) => {
    const store = await open(t);
    const chunk = (contentId: string, at: number) =>
      ({ type: 'addContent', contentId, sequence: 0, octets: Buffer.from(contentId), at }) as const;
    await store.commit([chunk('orphan', 1), chunk('needed', 1), chunk('recent', 100)]);
    const message = { type: 'content', contentId: 'needed', key: Buffer.from('k'), header: Buffer.from('h') } as const;
    await store.commit([enqueue({ message }), { type: 'addLedger', entries: [{ key: 'old', at: 1 }] }]);
    await store.commit([{ type: 'prune', traceBefore: 50, ledgerBefore: 50, contentBefore: 50 }]);
    const left = async (id: string) => (await chunks(store.content(id))).length;
    assert.deepEqual([await left('orphan'), await left('needed'), await left('recent')], [0, 1, 1]);
    assert.deepEqual(await store.reads.ledger(['old']), new Set());
    await store.commit([{ type: 'dropContent', contentId: 'recent' }]);
    assert.equal(await left('recent'), 0);
  });
}

async function chunks(content: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const chunk of content) all.push(chunk);
  return all;
}
