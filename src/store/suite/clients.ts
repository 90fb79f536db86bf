import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenStore } from './engines.ts';
import { calendarId, put } from './samples.ts';

const entry = (id: string, calendar: string, at: number, after: string | null) => {
  const event = {
    id,
    calendarId: calendar,
    uid: 'a',
    version: 1,
    at,
    what: 'changed',
    cause: 'test',
    before: null,
    after,
  };
  return { type: 'addHistory', entry: event } as const;
};

export function clientSuite(open: OpenStore): void {
  test('STORE-60 a task is told apart from an event without its text', async (t) => {
    const store = await open(t);
    const task = 'BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:b\r\nEND:VTODO\r\nEND:VCALENDAR\r\n';
    await store.commit([put({ uid: 'a' }), put({ uid: 'b', ics: task })]);
    const kinds = async () => (await store.reads.entries(calendarId)).map(({ uid, component }) => [uid, component]);
    assert.deepEqual(await kinds(), [
      ['a', undefined],
      ['b', 'VTODO'],
    ]);
    await store.commit([put({ uid: 'a', ics: task }, 1)]);
    assert.deepEqual((await kinds())[0], ['a', 'VTODO']);
  });

  test('STORE-61 what a calendar takes is said when it is made, and stays', async (t) => {
    const store = await open(t);
    const calendar = { id: 'johanna/tasks', ownerId: 'johanna', slug: 'tasks', name: 'Tasks', change: 0 };
    await store.commit([{ type: 'putCalendar', calendar: { ...calendar, components: ['VTODO'] } }]);
    await store.commit([{ type: 'putCalendar', calendar: { ...calendar, name: 'Chores' } }]);
    assert.deepEqual(await store.reads.calendars('johanna'), [{ ...calendar, name: 'Chores', components: ['VTODO'] }]);
  });

  test('STORE-62 an event’s history is read over all calendars of its owner, and of nobody else', async (t) => {
    const store = await open(t);
    await store.commit([
      entry('2', 'johanna/garden', 200, null),
      entry('1', 'johanna/calendar', 100, 'x'),
      entry('3', 'johannan/calendar', 300, 'x'),
    ]);
    assert.deepEqual(
      (await store.reads.ownHistory('johanna', 'a')).map(({ id }) => id),
      ['1', '2'],
    );
    assert.deepEqual(await store.reads.ownHistory('johanna', 'b'), []);
  });

  test('STORE-63 an inbox keeps the latest so many copies, none too old, and each until it is taken out', async (t) => {
    const store = await open(t);
    const copy = (name: string, at: number, personId = 'johanna') =>
      ({
        type: 'putInboxMessage',
        message: { personId, name, at, ics: `text ${name}` },
        keep: { most: 3, since: at - 50 },
      }) as const;
    const names = async (personId = 'johanna') => (await store.reads.inbox(personId)).map(({ name }) => name);
    await store.commit([copy('j', 100, 'jakob'), copy('a', 100), copy('b', 110), copy('c', 120), copy('d', 130)]);
    assert.deepEqual(await names(), ['b', 'c', 'd']);
    await store.commit([copy('e', 175)]);
    assert.deepEqual(await names(), ['d', 'e']);
    assert.deepEqual(await names('jakob'), ['j']);
    assert.equal((await store.reads.inboxMessage('johanna', 'd'))?.ics, 'text d');
    assert.equal(await store.reads.inboxMessage('jakob', 'd'), undefined);
    await store.commit([{ type: 'deleteInboxMessage', personId: 'johanna', name: 'd' }]);
    assert.deepEqual(await names(), ['e']);
  });
}
