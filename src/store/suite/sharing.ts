import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CalendarShare } from '../../directory/calendarAccess.ts';
import type { OpenStore } from './engines.ts';

export function sharingSuite(open: OpenStore): void {
  test('SHARE-2 a right is put, replaced, found from both sides, and dropped', async (t) => {
    const store = await open(t);
    const share: CalendarShare = {
      calendarId: 'johanna/calendar',
      personId: 'jakob',
      right: 'read',
      privateToo: false,
    };
    const other: CalendarShare = { ...share, calendarId: 'tomislav/calendar', right: 'freeBusy' };
    await store.commit([
      { type: 'putShare', share, at: 1 },
      { type: 'putShare', share: other, at: 1 },
      { type: 'putShare', share: { ...share, personId: 'tomislav' }, at: 1 },
    ]);
    const raised: CalendarShare = { ...share, right: 'delegate', privateToo: true };
    await store.commit([{ type: 'putShare', share: raised, at: 2 }]);
    assert.deepEqual(await store.reads.sharesOf('johanna/calendar'), [raised, { ...share, personId: 'tomislav' }]);
    assert.deepEqual(await store.reads.sharesWith('jakob'), [raised, other]);
    await store.commit([{ type: 'dropShare', calendarId: 'johanna/calendar', personId: 'jakob' }]);
    await store.commit([{ type: 'dropShare', calendarId: 'johanna/calendar', personId: 'nobody' }]);
    assert.deepEqual(await store.reads.sharesWith('jakob'), [other]);
  });
}
