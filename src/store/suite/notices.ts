import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenStore } from './engines.ts';

export function noticeSuite(open: OpenStore): void {
  test('STORE-70 a lease has one holder until it runs out or is dropped by its holder', async (t) => {
    const store = await open(t);
    const take = (holder: string, now: number) =>
      store.takeLease({ name: 'maildrop:johanna', holder, now, until: now + 10 });
    assert.equal(await take('one', 0), true);
    assert.equal(await take('two', 5), false);
    assert.equal(await take('one', 5), true);
    await store.commit([{ type: 'dropLease', name: 'maildrop:johanna', holder: 'two' }]);
    assert.equal(await take('two', 14), false);
    assert.equal(await take('two', 15), true);
    await store.commit([{ type: 'dropLease', name: 'maildrop:johanna', holder: 'two' }]);
    assert.equal(await take('one', 16), true);
    const others = ['a', 'b', 'c'].map((holder) => store.takeLease({ name: 'new', holder, now: 0, until: 10 }));
    assert.equal((await Promise.all(others)).filter(Boolean).length, 1);
  });

  test('STORE-71 a key is claimed once, and takes the rest of its unit with it', async (t) => {
    const store = await open(t);
    const octets = Buffer.from('x');
    const once = (id: string) =>
      store.commit([
        { type: 'claim', key: 'k', at: 1 },
        { type: 'putMailboxMessage', message: { id, personId: 'johanna', at: 1, octets } },
      ]);
    const outcomes = await Promise.all([once('a'), once('b')]);
    assert.deepEqual([...outcomes].sort(), ['committed', 'conflict']);
    assert.equal(await once('c'), 'conflict');
    assert.deepEqual(await store.reads.mailboxSize('johanna'), { messages: 1, octets: 1 });
  });

  test('STORE-72 what people chose to be told of is replaced whole, and found for one or for all', async (t) => {
    const store = await open(t);
    await store.commit([{ type: 'putNoticeChoices', personId: 'johanna', choices: { agenda: true, agendaHour: 6 } }]);
    await store.commit([
      { type: 'putNoticeChoices', personId: 'johanna', choices: { reminder: true } },
      { type: 'putNoticeChoices', personId: 'jakob', choices: {} },
    ]);
    assert.deepEqual(await store.reads.noticeChoices('johanna'), new Map([['johanna', { reminder: true }]]));
    assert.equal((await store.reads.noticeChoices()).size, 2);
    assert.equal((await store.reads.noticeChoices('nobody')).size, 0);
  });

  test('STORE-73 hub mailboxes forget what came before a time, and say how full they are', async (t) => {
    const store = await open(t);
    const put = (id: string, at: number) =>
      ({
        type: 'putMailboxMessage',
        message: { id, personId: 'johanna', at, octets: Buffer.alloc(at) },
      }) as const;
    assert.deepEqual(await store.reads.mailboxSize('johanna'), { messages: 0, octets: 0 });
    await store.commit([put('old', 9), put('new', 10), put('newer', 11)]);
    await store.commit([{ type: 'pruneMailboxes', before: 10 }]);
    assert.deepEqual(await store.reads.mailboxSize('johanna'), { messages: 2, octets: 21 });
  });
}
