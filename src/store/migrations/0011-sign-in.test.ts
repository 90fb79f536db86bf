import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { silentLog } from '../../platform/log.ts';
import { openStore } from '../open.ts';

test('SIGN-19 app passwords of before go on working; sessions and links of before end', async (t) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'passerelle-migration-'));
  t.after(() => rmSync(dataDirectory, { recursive: true }));
  const open = () => openStore({ dataDirectory, log: silentLog, clock: { now: () => 5 } });
  const first = await open();
  const { organisationId } = first;
  await first.close();
  // As the version before left it.
  const before = new DatabaseSync(join(dataDirectory, 'passerelle.sqlite'));
  before.exec("drop table sign_in_record; drop table audit; delete from schema_migration where name = '0011-sign-in'");
  const insert = before.prepare(
    'insert into secret (organisation_id, kind, id, value, created_at, expires_at) values (?, ?, ?, ?, ?, ?)',
  );
  const old = (kind: string, id: string, value: object) =>
    insert.run(organisationId, kind, id, JSON.stringify(value), 3, null);
  old('appPassword', 'phone', { personId: 'id-johanna', name: 'phone' });
  old('appPassword', 'home', { connectorUser: 'home' });
  old('session', 'was', { role: 'administrator' });
  old('signInLink', 'was', { role: 'administrator' });
  before.close();

  const store = await open();
  t.after(() => store.close());
  assert.deepEqual(await store.reads.signInRecords('appPassword'), [
    { kind: 'appPassword', id: 'phone', personId: 'id-johanna', version: 1, body: { name: 'phone', createdAt: 3 } },
  ]);
  assert.deepEqual(
    (await store.reads.secrets('appPassword')).map(({ id }) => id),
    ['home'],
  );
  assert.deepEqual(await store.reads.signInRecords('session'), []);
  assert.deepEqual(await store.reads.signInRecords('link'), []);
});
