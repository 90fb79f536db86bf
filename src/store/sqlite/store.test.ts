import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openStore, watchConfiguration } from '../open.ts';
import { emptyDirectory, openEmbedded, options } from '../suite/engines.ts';
import { enqueue, held, put } from '../suite/samples.ts';

test('STORE-33 the first start makes the organisation, and what was committed is there after a restart', async (t) => {
  const dataDirectory = await emptyDirectory(t);
  const first = await openStore(options({ dataDirectory }));
  await first.commit([put()]);
  await first.close();
  const second = await openStore(options({ dataDirectory }));
  assert.equal(second.organisationId, first.organisationId);
  assert.match(second.organisationId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.equal((await second.reads.objects('johanna/calendar')).length, 1);
  await second.close();
});

test('STORE-34 jobs that a former process had leased are free at once, and due when they were', async (t) => {
  const dataDirectory = await emptyDirectory(t);
  const first = await openStore(options({ dataDirectory }));
  await first.commit([enqueue({ id: 'a', dueAt: 10 })]);
  assert.equal((await first.leaseJobs({ now: 50, until: 1_000_000, limit: 5 })).length, 1);
  await first.close();
  const second = await openStore(options({ dataDirectory }));
  assert.equal((await second.reads.jobs({ limit: 1 }))[0]?.dueAt, 10);
  assert.equal((await second.leaseJobs({ now: 50, until: 100, limit: 5 })).length, 1);
  await second.close();
});

test('STORE-35 a data directory that is in use is refused by name, and free after it was closed', async (t) => {
  const dataDirectory = await emptyDirectory(t);
  const first = await openStore(options({ dataDirectory }));
  await assert.rejects(openStore(options({ dataDirectory })), new RegExp(`${dataDirectory} is in use`));
  await first.commit([put()]);
  await first.close();
  await (await openStore(options({ dataDirectory }))).close();
});

test('STORE-36 a database of a later version is refused and left as it is', async (t) => {
  const dataDirectory = await emptyDirectory(t);
  await (await openStore(options({ dataDirectory }))).close();
  const database = new DatabaseSync(join(dataDirectory, 'passerelle.sqlite'));
  database.exec("insert into schema_migration (name, at) values ('0999-later', 1)");
  database.close();
  await assert.rejects(openStore(options({ dataDirectory })), /later version of Passerelle.*0999-later/);
});

test('STORE-37 the database is for its owner only, and keeps nothing of what was dropped', async (t) => {
  const dataDirectory = await emptyDirectory(t);
  const store = await openStore(options({ dataDirectory }));
  const file = join(dataDirectory, 'passerelle.sqlite');
  assert.equal((await stat(file)).mode & 0o077, 0);
  const form = { kind: 'text/calendar', text: 'SUMMARY:unmistakable', truncated: false } as const;
  await store.commit([{ type: 'hold', held: held({ forms: [form] }) }]);
  await store.commit([{ type: 'settleHeld', id: 'held-1', state: 'dropped', at: 1 }]);
  await store.close();
  assert.equal((await readFile(file)).includes('unmistakable'), false);
});

test('STORE-38 a commit after closing is refused; one before it is kept', async (t) => {
  const store = await openEmbedded(t);
  const last = store.commit([put()]);
  await store.close();
  assert.equal(await last, 'committed');
  await assert.rejects(store.commit([put({ uid: 'late' })]), /closed/);
});

test('STORE-32 the embedded store has no other process to hear of', async (t) => {
  const store = await openEmbedded(t);
  watchConfiguration(store, () => assert.fail('nobody else writes'))();
});
