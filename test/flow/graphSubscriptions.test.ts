import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openGraph, openListener, review } from './graph.ts';
import { now } from './hub.ts';

const hour = 3_600_000;
const inADay = new Date(now + 24 * hour).toISOString();
const wish = (notificationUrl: string, more: object = {}) => ({
  ...{ changeType: 'created,updated,deleted', notificationUrl, resource: '/me/events' },
  ...{ expirationDateTime: inADay, clientState: 'sesame', ...more },
});

test('GRAPH-16 a subscription is made by a handshake, renewed, and seen by whoever made it alone', async (t) => {
  const graph = await openGraph(t);
  const listener = await openListener(t);
  const made = await graph.ask('POST', '/subscriptions', { body: wish(`${listener.url}/notify`) });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const path = `/subscriptions/${made.body.id}`;
  assert.equal((await graph.ask('GET', path, { token: graph.tokens.jakob })).status, 404);
  assert.equal((await graph.ask('DELETE', path, { token: graph.tokens.jakob })).status, 404);
  const later = new Date(now + 48 * hour).toISOString();
  const renewed = await graph.ask('PATCH', path, { body: { expirationDateTime: later } });
  assert.equal(renewed.body.expirationDateTime, later);
  const tooLate = new Date(now + 100 * hour).toISOString();
  assert.equal((await graph.ask('PATCH', path, { body: { expirationDateTime: tooLate } })).status, 400);
  assert.equal((await graph.get('/subscriptions')).body.value.length, 1);
  assert.equal((await graph.ask('DELETE', path)).status, 204);
  assert.equal((await graph.get(path)).status, 404);
});

test('GRAPH-16 an address that answers otherwise, redirects, or lies inside is refused', async (t) => {
  const graph = await openGraph(t);
  const listener = await openListener(t);
  const port = new URL(listener.url).port;
  for (const url of [
    `${listener.url}/wrong`,
    `${listener.url}/elsewhere`,
    `http://127.0.0.2:${port}/notify`,
    `https://[::ffff:127.0.0.2]:${port}/notify`,
    'https://10.0.0.1/notify',
    'ftp://127.0.0.1/notify',
  ]) {
    assert.equal((await graph.ask('POST', '/subscriptions', { body: wish(url) })).status, 400, url);
  }
  assert.deepEqual(listener.seen, []);
});

test('GRAPH-17 each change is told with the client state; what was not taken is told again', async (t) => {
  const graph = await openGraph(t);
  const listener = await openListener(t);
  await graph.ask('POST', '/subscriptions', { body: wish(`${listener.url}/notify`) });
  const { body: event } = await graph.ask('POST', '/me/events', { body: { ...review, attendees: [] } });
  listener.answerWith(503);
  await graph.subscriptions.round();
  assert.equal(listener.seen.length, 1);
  await graph.subscriptions.round();
  assert.equal(listener.seen.length, 1, 'it waits before it tries again');
  listener.answerWith(202);
  graph.advance(20_000);
  await graph.ask('DELETE', `/me/events/${event.id}`);
  await graph.subscriptions.round();
  const { value } = JSON.parse(listener.seen[1]?.body ?? '');
  assert.deepEqual(
    value.map((each: { changeType: string; resourceData: { id: string }; clientState: string }) => [
      each.changeType,
      each.resourceData.id,
      each.clientState,
    ]),
    [
      ['created', event.id, 'sesame'],
      ['deleted', event.id, 'sesame'],
    ],
    'what was not taken comes again, before what came after it',
  );
  await graph.subscriptions.round();
  assert.equal(listener.seen.length, 2);
});

test('GRAPH-18 after four hours it is given up, and the program told that it missed something', async (t) => {
  const graph = await openGraph(t);
  const listener = await openListener(t);
  const lifecycleNotificationUrl = `${listener.url}/lifecycle`;
  await graph.ask('POST', '/subscriptions', { body: wish(`${listener.url}/notify`, { lifecycleNotificationUrl }) });
  await graph.ask('POST', '/me/events', { body: { ...review, attendees: [] } });
  listener.answerWith(500);
  await graph.subscriptions.round();
  graph.advance(5 * hour);
  await graph.subscriptions.round();
  listener.answerWith(202);
  await graph.subscriptions.round();
  const last = listener.seen.at(-1);
  assert.equal(last?.url, '/lifecycle');
  assert.equal(JSON.parse(last?.body ?? '').value[0].lifecycleEvent, 'missed');
  graph.advance(24 * hour);
  await graph.subscriptions.round();
  assert.deepEqual(await graph.store.reads.graphRecords('subscription'), []);
});
