import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CalendarRight, type CalendarShare, calendarAccess } from './calendarAccess.ts';

const calendarId = 'johanna/calendar';
const share = (right: CalendarRight, more: Partial<CalendarShare> = {}): CalendarShare => ({
  calendarId,
  personId: 'jakob',
  right,
  privateToo: false,
  ...more,
});
const asJakob = (...shares: CalendarShare[]) => calendarAccess({ calendarId, personId: 'jakob', shares });

test('SHARE-1 the owner may do everything, a colleague sees taken time, and nothing where the organisation says so', () => {
  const owner = calendarAccess({ calendarId, personId: 'johanna', shares: [] });
  assert.deepEqual(Object.values(owner), ['owner', true, true, true, true, true, true]);
  assert.deepEqual(Object.values(asJakob()), ['freeBusy', true, false, false, false, false, false]);
  const closed = calendarAccess({ calendarId, personId: 'jakob', shares: [], colleagues: 'none' });
  assert.deepEqual(Object.values(closed), ['none', false, false, false, false, false, false]);
});

test('SHARE-1 each right holds the ones before it; none lets others share on', () => {
  const table: [CalendarRight, boolean[]][] = [
    ['freeBusy', [true, false, false, false, false, false]],
    ['read', [true, true, false, false, false, false]],
    ['write', [true, true, false, true, false, false]],
    ['delegate', [true, true, false, true, true, false]],
  ];
  for (const [right, expected] of table) assert.deepEqual(Object.values(asJakob(share(right))), [right, ...expected]);
});

test('SHARE-1 a share counts for its calendar and its person only; the higher of two counts', () => {
  assert.equal(asJakob(share('write', { personId: 'tomislav' })).kind, 'freeBusy');
  assert.equal(asJakob(share('write', { calendarId: 'johanna/other' })).kind, 'freeBusy');
  assert.equal(asJakob(share('write', { calendarId: 'johanna/calendar2' })).kind, 'freeBusy');
  assert.equal(asJakob(share('read'), share('write')).kind, 'write');
});

test('SHARE-1 private events are for those whom the owner lets see them', () => {
  assert.equal(asJakob(share('delegate')).seePrivate, false);
  assert.equal(asJakob(share('read', { privateToo: true })).seePrivate, true);
  assert.equal(asJakob(share('freeBusy', { privateToo: true })).seePrivate, false);
});
