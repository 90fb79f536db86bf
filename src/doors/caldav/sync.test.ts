import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendar, event, hrefs, openCaldav, propfind, sync } from './caldav.fixture.ts';

const tea = (summary = 'Tea', more: readonly string[] = []) =>
  event('tea', [`SUMMARY:${summary}`, 'DTSTART:20261124T090000Z', 'DTEND:20261124T100000Z', ...more]);

const tokenIn = (body: string) => /<d:sync-token>([^<]*)/.exec(body)?.[1] ?? '';

test('DAV-12 sync-collection tells what changed since a token, what is gone, and no more than a limit', async (t) => {
  const { ask } = await openCaldav(t);
  const put = (uid: string, summary = uid) =>
    ask('PUT', `${calendar}${uid}.ics`, event(uid, ['DTSTART:20261124T090000Z', `SUMMARY:${summary}`]));
  const report = async (token: string, more = '') => (await ask('REPORT', calendar, sync(token, more))).body;
  await put('a');
  await put('b');
  const first = await report('');
  assert.deepEqual(hrefs(first), [`${calendar}a.ics`, `${calendar}b.ics`]);
  const token = tokenIn(first);
  assert.equal(tokenIn((await ask('PROPFIND', calendar, propfind('D:sync-token'), { depth: '0' })).body), token);
  assert.deepEqual(hrefs(await report(token)), []);
  await put('b', 'changed');
  await put('c');
  await ask('DELETE', `${calendar}a.ics`);
  const second = await report(token);
  assert.deepEqual(hrefs(second), [`${calendar}b.ics`, `${calendar}c.ics`, `${calendar}a.ics`]);
  assert.match(second, /a\.ics<\/d:href><d:status>HTTP\/1\.1 404 Not Found/);
  assert.deepEqual(hrefs(await report(tokenIn(second))), []);
  // A client that takes one change at a time comes to the same end.
  const seen: (string | undefined)[] = [];
  let at = token;
  for (let page = 0; page < 3; page++) {
    const part = await report(at, '<limit><nresults>1</nresults></limit>');
    assert.equal(part.includes('507 Insufficient Storage'), page < 2);
    seen.push(hrefs(part)[0]);
    at = tokenIn(part);
  }
  assert.deepEqual(seen, hrefs(second));
  assert.equal(at, tokenIn(second));
  for (const bad of ['urn:other', token.replace(/\d+$/, '99'), token.replace(/sync:[^:]+/, 'sync:elsewhere')]) {
    const refused = await ask('REPORT', calendar, sync(bad));
    assert.equal(refused.statusCode, 403);
    assert.match(refused.body, /<d:valid-sync-token\/>/);
  }
});

test('DAV-12 a token from before forgotten deletions is not good any more', async (t) => {
  const { ask, store, context } = await openCaldav(t);
  await ask('PUT', `${calendar}tea.ics`, tea());
  const token = tokenIn((await ask('REPORT', calendar, sync(''))).body);
  await ask('DELETE', `${calendar}tea.ics`);
  const later = context.clock.now() + 1;
  await store.commit([{ type: 'prune', traceBefore: later, ledgerBefore: 0, contentBefore: 0 }]);
  assert.equal((await ask('REPORT', calendar, sync(token))).statusCode, 403);
  assert.equal((await ask('REPORT', calendar, sync(''))).statusCode, 207);
});
