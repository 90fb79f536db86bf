import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../contract.ts';
import type { OpenStore } from './engines.ts';
import { calendarId, put } from './samples.ts';

const window = { after: 0, upTo: 1000, limit: 100 };

async function told(store: Store, change: Partial<typeof window> = {}): Promise<string[]> {
  const changes = await store.reads.changes(calendarId, { ...window, ...change });
  return changes.map(({ kind, name, change: number }) => `${number} ${name} ${kind}`);
}

export function collectionSuite(open: OpenStore): void {
  test('STORE-40 what changed since a change number is told in order: what is there, what is gone, no more than asked', async (t) => {
    const store = await open(t);
    await store.commit([put({ uid: 'a' }), put({ uid: 'b' })]);
    await store.commit([{ type: 'deleteObject', calendarId, uid: 'a', expect: 1, at: 500 }]);
    await store.commit([put({ uid: 'b', ics: 'second' }, 1), put({ uid: 'a', calendarId: 'jakob/calendar' })]);
    await store.commit([put({ uid: 'a' })]);
    assert.deepEqual(await told(store), ['3 a.ics gone', '4 b.ics there', '5 a.ics there']);
    assert.deepEqual(await told(store, { after: 3 }), ['4 b.ics there', '5 a.ics there']);
    assert.deepEqual(await told(store, { after: 5 }), []);
    assert.deepEqual(await told(store, { upTo: 4 }), ['3 a.ics gone', '4 b.ics there']);
    assert.deepEqual(await told(store, { limit: 1 }), ['3 a.ics gone']);
  });

  test('STORE-40 a deletion that becomes a conflict leaves no trace of itself', async (t) => {
    const store = await open(t);
    await store.commit([put({ uid: 'a' })]);
    const late = { type: 'deleteObject', calendarId, uid: 'a', expect: 7, at: 500 } as const;
    assert.equal(await store.commit([late]), 'conflict');
    assert.deepEqual(await told(store), ['1 a.ics there']);
  });

  test('STORE-41 pruning forgets old deletions, and the calendar says up to where', async (t) => {
    const store = await open(t);
    await store.commit(['a', 'b', 'c'].map((uid) => put({ uid })));
    const gone = (uid: string, at: number) => ({ type: 'deleteObject', calendarId, uid, expect: 1, at }) as const;
    await store.commit([gone('a', 100)]);
    await store.commit([gone('b', 200)]);
    await store.commit([{ type: 'prune', traceBefore: 150, ledgerBefore: 0, contentBefore: 0 }]);
    assert.deepEqual(await told(store), ['3 c.ics there', '5 b.ics gone']);
    assert.equal((await store.reads.calendars('johanna'))[0]?.forgotten, 4);
    await store.commit([{ type: 'prune', traceBefore: 150, ledgerBefore: 0, contentBefore: 0 }]);
    assert.equal((await store.reads.calendars('johanna'))[0]?.forgotten, 4);
  });

  test('STORE-42 objects are found by any number of names, and listed without their text', async (t) => {
    const store = await open(t);
    await store.commit(Array.from({ length: 700 }, (_, i) => put({ uid: `u${i}` })));
    const names = Array.from({ length: 700 }, (_, i) => `u${i}.ics`);
    const found = await store.reads.objectsByNames(calendarId, [...names, 'absent.ics', 'u1.ics']);
    assert.deepEqual(new Set(found.map(({ name }) => name)), new Set(names));
    assert.equal(found.length, 700);
    assert.match(found[0]?.ics ?? '', /BEGIN:VCALENDAR/);
    assert.deepEqual(await store.reads.objectsByNames(calendarId, []), []);
    assert.deepEqual(
      (await store.reads.objectsByNames(calendarId, ['absent.ics', 'u7.ics'])).map(({ uid }) => uid),
      ['u7'],
    );
    const entries = await store.reads.entries(calendarId);
    assert.equal(entries.length, 700);
    assert.ok(!('ics' in (entries[0] ?? {})));
  });

  test('STORE-43 a calendar goes with all that is in it, unless it has changed; what needs it is a conflict then', async (t) => {
    const store = await open(t);
    const calendar = { id: 'johanna/garden', ownerId: 'johanna', slug: 'plants', name: 'Plants', change: 0 };
    const colour = { ownerId: 'johanna', collection: 'plants', name: '{x:}colour', value: '<colour/>' };
    await store.commit([
      { type: 'putCalendar', calendar },
      { type: 'putProperty', property: colour },
    ]);
    const filed = put({ uid: 'a', calendarId: calendar.id });
    const required = { type: 'requireCalendar', calendarId: calendar.id } as const;
    assert.equal(await store.commit([required, filed]), 'committed');
    assert.equal(await store.commit([{ type: 'deleteCalendar', calendar }]), 'conflict');
    const [now] = await store.reads.calendars('johanna');
    assert.equal(now?.change, 1);
    assert.equal(await store.commit([{ type: 'deleteCalendar', calendar: now ?? calendar }]), 'committed');
    assert.deepEqual(await store.reads.calendars('johanna'), []);
    assert.deepEqual(await store.reads.objects(calendar.id), []);
    assert.deepEqual(await store.reads.properties('johanna'), []);
    assert.equal(await store.commit([required, filed]), 'conflict');
    assert.deepEqual(await store.reads.calendars('johanna'), []);
  });

  test('STORE-64 of units that rest on a calendar as it was, one holds: whatever is written to it since makes the others a conflict', async (t) => {
    const store = await open(t);
    const held = (change: number) => ({ type: 'requireUnchanged', calendarId, change }) as const;
    const booking = (uid: string, change: number) => store.commit([held(change), put({ uid })]);
    const first = await Promise.all(['a', 'b', 'c'].map((uid) => booking(uid, 0)));
    assert.deepEqual(first.sort(), ['committed', 'conflict', 'conflict']);
    assert.equal((await store.reads.objects(calendarId)).length, 1);
    const second = await Promise.all(['d', 'e'].map((uid) => booking(uid, 1)));
    assert.deepEqual(second.sort(), ['committed', 'conflict']);
    assert.equal(await store.commit([held(2)]), 'committed');
    assert.equal(await booking('f', 2), 'committed');
  });

  test('STORE-44 what clients keep with a collection is put, replaced and taken away', async (t) => {
    const store = await open(t);
    const colour = { ownerId: 'johanna', collection: 'calendar', name: '{x:}colour', value: '<colour>a</colour>' };
    const put = (change: Partial<{ [key in keyof typeof colour]: string | undefined }>) =>
      store.commit([{ type: 'putProperty', property: { ...colour, ...change } as typeof colour }]);
    await put({});
    await put({ collection: 'inbox', name: '{x:}order' });
    await put({ value: '<colour>b</colour>' });
    assert.deepEqual(await store.reads.properties('johanna'), [
      { ...colour, value: '<colour>b</colour>' },
      { ...colour, collection: 'inbox', name: '{x:}order' },
    ]);
    await put({ value: undefined });
    assert.equal((await store.reads.properties('johanna')).length, 1);
    assert.deepEqual(await store.reads.properties('jakob'), []);
  });
}
