import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenStore } from './engines.ts';
import { calendarId, object, put } from './samples.ts';

export function calendarSuite(open: OpenStore): void {
  test('STORE-1 an object comes back as it was put, and its calendar is made with it', async (t) => {
    const store = await open(t);
    assert.equal(await store.commit([put()]), 'committed');
    const stored = { ...object(), version: 1, change: 1 };
    assert.deepEqual(await store.reads.object(calendarId, stored.uid), stored);
    assert.deepEqual(await store.reads.objectByName(calendarId, stored.name), stored);
    assert.deepEqual(await store.reads.calendars('johanna'), [
      { id: calendarId, ownerId: 'johanna', slug: 'calendar', name: 'calendar', change: 1 },
    ]);
    assert.equal(await store.reads.object('jakob/calendar', stored.uid), undefined);
  });

  test('STORE-2 a unit that expects a version that is gone changes nothing', async (t) => {
    const store = await open(t);
    const { uid } = object();
    await store.commit([put()]);
    assert.equal(await store.commit([put({ uid: 'other' }), put({ ics: 'again' }, 0)]), 'conflict');
    assert.equal(await store.commit([put({ uid: 'other' }), put({ ics: 'late' }, 7)]), 'conflict');
    assert.equal(await store.reads.object(calendarId, 'other'), undefined);
    assert.equal(await store.commit([put({ ics: 'second' }, 1)]), 'committed');
    const second = await store.reads.object(calendarId, uid);
    assert.deepEqual([second?.ics, second?.version, second?.change], ['second', 2, 2]);
    assert.equal(await store.commit([{ type: 'deleteObject', calendarId, uid, expect: 1, at: 9 }]), 'conflict');
    assert.equal(await store.commit([{ type: 'deleteObject', calendarId, uid, expect: 2, at: 9 }]), 'committed');
    assert.deepEqual(await store.reads.objects(calendarId), []);
    assert.equal((await store.reads.calendars('johanna'))[0]?.change, 3);
  });

  test('STORE-2 of units that decide on the same version at once exactly one is committed', async (t) => {
    const store = await open(t);
    await store.commit([put()]);
    const attempts = Array.from({ length: 20 }, (_, i) =>
      store.commit([put({ ics: `by ${i}` }, 1), put({ uid: `u${i}` })]),
    );
    const outcomes = await Promise.all(attempts);
    assert.equal(outcomes.filter((outcome) => outcome === 'committed').length, 1);
    assert.equal((await store.reads.objects(calendarId)).length, 2);
  });

  test('STORE-3 units that touch the same calendars in another order all end, and every change is counted', async (t) => {
    const store = await open(t);
    const units = Array.from({ length: 40 }, (_, i) => {
      const both = [put({ uid: `u${i}` }), put({ uid: `u${i}`, calendarId: 'jakob/calendar' })];
      return store.commit(i % 2 === 0 ? both : both.reverse());
    });
    assert.deepEqual(new Set(await Promise.all(units)), new Set(['committed']));
    const changes = (await store.reads.objects('jakob/calendar')).map((found) => found.change);
    assert.deepEqual(
      changes.sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    assert.equal((await store.reads.objectsByUid('u7')).length, 2);
  });

  test('STORE-46 a range finds what touches it, however long it lasts, and in the order of uids', async (t) => {
    const store = await open(t);
    const day = 86_400_000;
    const lengths = [0, 1, 3, 4, 32, 33, 400, 401, 4000, 4001, null].map((days) => days && days * day);
    const starts = [-5000, -4001, -401, -400, -33, -3, -1, 0, 6, 7, 8].map((days) => days * day);
    const all = starts.flatMap((spanStart, at) =>
      lengths.map((length, place) => ({
        uid: `${place}-${at}`,
        spanStart,
        spanEnd: length === null ? null : spanStart + length,
      })),
    );
    await store.commit(all.map((span) => put(span)));
    const touching = all.filter(
      ({ spanStart, spanEnd }) => spanStart < 7 * day && (spanEnd === null || spanEnd > 0 || spanStart === 0),
    );
    const found = await store.reads.objects(calendarId, { from: 0, to: 7 * day });
    assert.deepEqual(
      found.map(({ uid }) => uid),
      touching.map(({ uid }) => uid).sort(),
    );
    const farthest = 8.64e15;
    assert.equal((await store.reads.objects(calendarId, { from: -farthest, to: farthest })).length, all.length);
  });

  test('STORE-46 what the span says of an object is kept, and forgotten when it says no more', async (t) => {
    const store = await open(t);
    const { uid } = object();
    await store.commit([put({ extent: 'whole' })]);
    assert.equal((await store.reads.object(calendarId, uid))?.extent, 'whole');
    assert.equal((await store.reads.entries(calendarId))[0]?.extent, 'whole');
    await store.commit([put({}, 1)]);
    assert.equal((await store.reads.object(calendarId, uid))?.extent, undefined);
  });

  test('STORE-4 a range finds what touches it: never-ending series and instants too', async (t) => {
    const store = await open(t);
    await store.commit([
      put({ uid: 'before', spanStart: 0, spanEnd: 1000 }),
      put({ uid: 'instant', spanStart: 1000, spanEnd: 1000 }),
      put({ uid: 'over', spanStart: 0, spanEnd: 5000 }),
      put({ uid: 'series', spanStart: 10, spanEnd: null }),
      put({ uid: 'after', spanStart: 2000, spanEnd: 3000 }),
    ]);
    const found = await store.reads.objects(calendarId, { from: 1000, to: 2000 });
    assert.deepEqual(
      found.map(({ uid, spanEnd }) => [uid, spanEnd]),
      [
        ['instant', 1000],
        ['over', 5000],
        ['series', null],
      ],
    );
  });

  test('STORE-5 reads are ordered by octets, on both engines alike', async (t) => {
    const store = await open(t);
    await store.commit(['b', 'É', 'a', 'B', '-a'].map((uid) => put({ uid })));
    const uids = (await store.reads.objects(calendarId)).map(({ uid }) => uid);
    assert.deepEqual(uids, ['-a', 'B', 'a', 'b', 'É']);
  });

  test('STORE-6 a name is taken once in a calendar; a calendar keeps its change when it is renamed', async (t) => {
    const store = await open(t);
    await store.commit([put({ name: 'x.ics' })]);
    assert.equal(await store.commit([put({ uid: 'second', name: 'x.ics' })]), 'conflict');
    const calendar = { id: calendarId, ownerId: 'johanna', slug: 'calendar', name: 'Gardens', change: 0 };
    assert.equal(await store.commit([{ type: 'putCalendar', calendar }]), 'committed');
    assert.deepEqual(await store.reads.calendars('johanna'), [{ ...calendar, change: 1 }]);
  });

  test('STORE-45 a person’s copies of an event are found on all of her calendars, and nobody else’s', async (t) => {
    const store = await open(t);
    for (const id of ['johanna/garden', 'johanna/calendar', 'johanna2/calendar', 'johann/calendar']) {
      await store.commit([put({ calendarId: id, uid: 'all-hands' })]);
    }
    await store.commit([put({ calendarId: 'johanna/calendar', uid: 'other' })]);
    const own = await store.reads.ownObjectsByUid('johanna', 'all-hands');
    assert.deepEqual(
      own.map((object) => object.calendarId),
      ['johanna/calendar', 'johanna/garden'],
    );
  });

  test('STORE-7 history keeps both sides of a change; a NUL in text is replaced, never a fault', async (t) => {
    const store = await open(t);
    const entry = {
      id: 'h1',
      calendarId,
      uid: 'u',
      version: 1,
      at: 5,
      what: 'filed',
      cause: 't1',
      before: null,
      after: 'a',
    };
    const next = { ...entry, id: 'h2', version: 2, at: 6, what: 'updated', before: 'a', after: 'b\0c' };
    await store.commit([{ type: 'addHistory', entry }]);
    await store.commit([{ type: 'addHistory', entry: next }]);
    assert.deepEqual(await store.reads.history(calendarId, 'u'), [entry, { ...next, after: 'b\uFFFDc' }]);
  });
}
