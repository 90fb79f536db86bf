import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { silentLog } from '../../platform/log.ts';
import { systemRandom } from '../../platform/random.ts';
import type { ConfigurationEntry } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import { createAuditTrail, newAct } from './trail.ts';

async function open(t: TestContext) {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'passerelle-audit-'));
  const clock = { now: () => 1_700_000_000_000 };
  const audit = createAuditTrail({ clock, random: systemRandom });
  const store = audit.audited(await openStore({ dataDirectory, log: silentLog, clock }));
  t.after(async () => {
    await store.close();
    await rm(dataDirectory, { recursive: true });
  });
  const log = async () => (await store.reads.audit({ limit: 100 })).map(({ id: _, ...record }) => record);
  return { audit, store, log };
}

const booking = (unauthenticated: string): ConfigurationEntry => ({
  kind: 'booking',
  name: 'booking',
  body: { unauthenticated, reply: 'none' },
});

test('AUDIT-1 a change of configuration is told with who, whence, before and after, in its own commit', async (t) => {
  const { audit, store, log } = await open(t);
  await store.commit([{ type: 'putConfiguration', entries: [booking('hold')], expectChange: 0 }]);
  const act = newAct('192.0.2.7', 'PUT /api/v1/connection');
  await audit.during(act, async () => {
    audit.identify({ kind: 'person', name: 'johanna@contoso.example', role: 'administrator' });
    assert.equal(
      await store.commit([{ type: 'putConfiguration', entries: [booking('drop')], expectChange: 0 }]),
      'conflict',
    );
    await store.commit([{ type: 'putConfiguration', entries: [booking('drop')], expectChange: 1 }]);
    await store.commit([{ type: 'putConfiguration', entries: [booking('drop')], expectChange: 2 }]);
  });
  const at = 1_700_000_000_000;
  const records = await log();
  assert.equal(records.length, 2, 'what changed nothing, or was not committed, is not told');
  assert.deepEqual(
    records.find(({ from }) => from !== ''),
    {
      ...{ at, who: { kind: 'person', name: 'johanna@contoso.example', role: 'administrator' }, from: '192.0.2.7' },
      ...{ what: 'PUT /api/v1/connection', target: '' },
      changes: [{ of: 'booking: unauthenticated', before: 'hold', after: 'drop' }],
    },
  );
  assert.deepEqual(
    records.find(({ from }) => from === ''),
    {
      ...{ at, who: { kind: 'system', name: '' }, from: '', what: 'start', target: '' },
      changes: [{ of: 'booking', after: '{"unauthenticated":"hold","reply":"none"}' }],
    },
  );
});

test('AUDIT-2 what somebody does with another’s things is told, with her own is not; never what an event says', async (t) => {
  const { audit, store, log } = await open(t);
  const object = {
    ...{ calendarId: 'id-johanna/calendar', uid: 'one', name: 'one.ics', ics: 'SUMMARY:Secret garden', version: 1 },
    ...{ change: 0, role: 'none' as const, spanStart: 1, spanEnd: 2, updatedAt: 1 },
  };
  await audit.during(newAct('192.0.2.7', 'POST /api/v1/people/:address/events'), async () => {
    await store.commit([{ type: 'putObject', object, expect: 0 }]);
    audit.concern('johanna@contoso.example');
    await store.commit([{ type: 'deleteObject', calendarId: object.calendarId, uid: 'one', expect: 1, at: 2 }]);
  });
  const [record, ...more] = await log();
  assert.deepEqual(more, []);
  assert.equal(record?.target, 'johanna@contoso.example');
  assert.deepEqual(record?.changes, [{ of: 'event one', before: 'version 1' }]);
  assert.doesNotMatch(JSON.stringify(record), /Secret/);
});

test('AUDIT-3 of credentials only what they are is told', async (t) => {
  const { store, log } = await open(t);
  const account = { role: 'person', password: { hash: '$argon2id$secret', changedAt: 5 }, recoveryCodes: ['secret'] };
  const record = { kind: 'account', id: 'jo', personId: 'jo', version: 0, body: account } as const;
  await store.commit([{ type: 'putSignIn', record, expect: 0 }]);
  const rehashed = { ...account, password: { hash: 'other', changedAt: 5 } };
  await store.commit([{ type: 'putSignIn', record: { ...record, body: rehashed }, expect: 1 }]);
  await store.commit([
    {
      type: 'putSecret',
      secret: { kind: 'client', id: 'hash-secret', value: { clientId: 'c1', name: 'sync' }, createdAt: 1 },
    },
  ]);
  const records = await log();
  assert.equal(records.length, 2, 'a password that is only hashed anew is no change');
  assert.doesNotMatch(JSON.stringify(records), /secret/);
  assert.ok(records.some(({ changes }) => changes[0]?.of === 'client sync' && changes[0]?.after === 'c1'));
});
