import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, type TestContext, test } from 'node:test';
import pg from 'pg';
import type { NoticeChoices } from '../../src/directory/notices.ts';
import { createNoticeScheduler } from '../../src/pipeline/notices/scheduler.ts';
import { requireCondition } from '../peers/peers.ts';
import { startPostgres } from '../peers/postgres.ts';
import { now, openTestHub } from './hub.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Johanna, in Paris, reads the hub's mailbox; the clock is moved by hand. It is 10:00 to her on Tuesday. */
async function open(t: TestContext, databaseUrl?: string) {
  const edit = (yaml: string) =>
    yaml.replace('    name: Johanna Winter\n', '    name: Johanna Winter\n    forwarding: none\n');
  const hub = await openTestHub(t, edit, 2526, databaseUrl);
  let at = now;
  const clock = { now: () => at };
  const context = { ...hub.context, clock };
  const johanna = hub.person('johanna');
  return {
    ...hub,
    context,
    johanna,
    scheduler: () => createNoticeScheduler(context),
    choose: (choices: NoticeChoices, name = 'johanna') => hub.hub.chooseNotices(hub.person(name).id, choices),
    set: (time: number) => {
      at = time;
    },
    /** Hers alone, so that nobody is mailed. `start`: local time in Paris. */
    async event(start: string, end: string, summary = 'Pruning', name = 'johanna') {
      const draft = { summary, start, end, timeZone: 'Europe/Paris', attendees: [] };
      const made = await hub.hub.createEvent(hub.person(name).id, draft);
      if (made.kind !== 'created') throw new Error(JSON.stringify(made));
      return made.uid;
    },
    subjects: async () =>
      (await hub.store.reads.mailbox(johanna.id)).map(({ octets }) => {
        const unfolded = octets.toString('latin1').replaceAll('\r\n ', ' ');
        return /^Subject: (.*)\r$/m.exec(unfolded)?.[1] ?? '';
      }),
    text: async () =>
      (await hub.store.reads.mailbox(johanna.id)).map(({ octets }) => octets.toString('latin1')).join('\n'),
  };
}

test('NOTE-10 a reminder is given when it is due, once, in her language and time zone', async (t) => {
  const hub = await open(t);
  await hub.choose({ reminder: true, reminderMinutes: 10 });
  await hub.event('2026-11-24T11:00:00', '2026-11-24T12:00:00');
  const scheduler = hub.scheduler();
  hub.set(now + 50 * minute - 1);
  await scheduler.round();
  assert.deepEqual(await hub.subjects(), []);
  hub.set(now + 50 * minute);
  await scheduler.round();
  await scheduler.round();
  assert.equal((await hub.subjects()).length, 1);
  const mail = await hub.text();
  assert.match(mail, /^Subject: Rappel : Pruning, mardi 24 novembre 2026/m);
  assert.match(mail, /^X-Passerelle-Notice: reminder\r$/m);
  assert.match(mail, /^Auto-Submitted: auto-generated\r$/m);
  assert.match(mail, /11:00/);
});

test('NOTE-10 an event that was moved meanwhile reminds of its new time, one that was cancelled of nothing', async (t) => {
  const hub = await open(t);
  await hub.choose({ reminder: true, reminderMinutes: 10 });
  const moved = await hub.event('2026-11-24T11:00:00', '2026-11-24T12:00:00', 'Moved');
  const off = await hub.event('2026-11-24T11:00:00', '2026-11-24T12:00:00', 'Off');
  const scheduler = hub.scheduler();
  await scheduler.round();
  await hub.hub.changeEvent(hub.johanna.id, moved, { start: '2026-11-24T13:00:00', end: '2026-11-24T14:00:00' });
  await hub.hub.cancelEvent(hub.johanna.id, off);
  hub.set(now + 55 * minute);
  await scheduler.round();
  assert.deepEqual(await hub.subjects(), []);
  hub.set(now + 2 * hour + 55 * minute);
  await scheduler.round();
  assert.equal((await hub.subjects()).length, 1);
});

test('NOTE-3 nobody is reminded, or told her day, who did not ask for it', async (t) => {
  const hub = await open(t);
  await hub.event('2026-11-24T11:00:00', '2026-11-24T12:00:00');
  hub.set(now + 50 * minute);
  await hub.scheduler().round();
  assert.deepEqual(await hub.subjects(), []);
});

test('NOTE-8 who has a home route is reminded at home, for as long as it is of use', async (t) => {
  const hub = await open(t);
  await hub.choose({ reminder: true }, 'jakob');
  await hub.event('2026-11-24T10:30:00', '2026-11-24T12:00:00', 'Hedge', 'jakob');
  hub.set(now + 15 * minute);
  await hub.scheduler().round();
  const [job, ...more] = await hub.store.reads.jobs({ limit: 10 });
  assert.deepEqual(more, []);
  assert.deepEqual([job?.recipient, job?.sender, job?.expiresAt], ['jakob@g.contoso.example', '', now + 2 * hour]);
});

test('NOTE-11 the agenda comes once, at her hour by her clock, and tells the day', async (t) => {
  const hub = await open(t);
  await hub.choose({ agenda: true, agendaHour: 11 });
  await hub.event('2026-11-24T14:00:00', '2026-11-24T15:00:00', 'Pruning');
  await hub.event('2026-11-25T14:00:00', '2026-11-25T15:00:00', 'Tomorrow');
  const scheduler = hub.scheduler();
  hub.set(now + hour - 1);
  await scheduler.round();
  assert.deepEqual(await hub.subjects(), []);
  hub.set(now + hour);
  await scheduler.round();
  await scheduler.round();
  await hub.scheduler().round();
  assert.equal((await hub.subjects()).length, 1);
  const mail = await hub.text();
  assert.match(mail, /14:00 =E2=80=93 15:00: Pruning/);
  assert.doesNotMatch(mail, /Tomorrow/);
  hub.set(now + 25 * hour);
  await scheduler.round();
  assert.equal((await hub.subjects()).length, 2);
});

test('NOTE-11 an empty day has no agenda, also when something comes onto it afterwards', async (t) => {
  const hub = await open(t);
  await hub.choose({ agenda: true, agendaHour: 11 });
  hub.set(now + hour);
  const scheduler = hub.scheduler();
  await scheduler.round();
  await hub.event('2026-11-24T14:00:00', '2026-11-24T15:00:00');
  await scheduler.round();
  await scheduler.stop();
  await hub.scheduler().round();
  assert.deepEqual(await hub.subjects(), []);
});

test('NOTE-12 after an outage what is not too late is given, and the rest is not', async (t) => {
  const hub = await open(t);
  await hub.choose({ reminder: true, agenda: true, agendaHour: 10 });
  await hub.event('2026-11-24T10:30:00', '2026-11-24T10:50:00', 'Over by then');
  await hub.event('2026-11-24T10:30:00', '2026-11-24T13:00:00', 'Under way');
  await hub.event('2026-11-24T10:05:00', '2026-11-24T13:00:00', 'Too late');
  hub.set(now + hour + 5 * minute);
  await hub.scheduler().round();
  assert.deepEqual(
    (await hub.subjects()).filter((subject) => subject.startsWith('Rappel')).map((s) => /: (.*?),/.exec(s)?.[1]),
    ['Under way'],
  );
  assert.match(await hub.text(), /^X-Passerelle-Notice: agenda\r$/m);
  await hub.choose({ agenda: true, agendaHour: 10 }, 'johanna');
  hub.set(now + 24 * hour + 3 * hour);
  const before = (await hub.subjects()).length;
  await hub.event('2026-11-25T18:00:00', '2026-11-25T19:00:00');
  await hub.scheduler().round();
  assert.equal((await hub.subjects()).length, before);
});

test('NOTE-13 a restart gives nothing again, nor does a second scheduler that takes over, nor two at once', async (t) => {
  const hub = await open(t);
  await hub.choose({ reminder: true, agenda: true, agendaHour: 10 });
  await hub.event('2026-11-24T10:15:00', '2026-11-24T11:00:00');
  const first = hub.scheduler();
  assert.equal(await first.round(), true);
  assert.equal((await hub.subjects()).length, 2);
  const second = hub.scheduler();
  assert.equal(await second.round(), false);
  await first.stop();
  assert.equal(await second.round(), true);
  // The lease ran out, though whoever had it is not dead.
  hub.set(now + 10 * minute);
  const both = await Promise.all([hub.scheduler().round(), first.round(), second.round()]);
  assert.ok(both.includes(true));
  assert.equal((await hub.subjects()).length, 2);
});

test('NOTE-13 an event that can not be read keeps nobody from the others', async (t) => {
  const hub = await open(t);
  await hub.choose({ reminder: true });
  const uid = await hub.event('2026-11-24T10:15:00', '2026-11-24T11:00:00', 'Broken');
  const stored = await hub.store.reads.object(`${hub.johanna.id}/calendar`, uid);
  assert.ok(stored);
  await hub.store.commit([{ type: 'putObject', object: { ...stored, ics: 'BEGIN:NOTHING' }, expect: stored.version }]);
  await hub.event('2026-11-24T10:15:00', '2026-11-24T11:00:00', 'Whole');
  await hub.scheduler().round();
  assert.equal((await hub.subjects()).length, 1);
});

const server = await startPostgres();
const database = `passerelle_${randomUUID().replaceAll('-', '')}`;
const administer = async (sql: string) => {
  const client = new pg.Client({ connectionString: server?.url ?? '' });
  await client.connect();
  await client.query(sql);
  await client.end();
};
if (server) before(() => administer(`create database ${database}`));
after(async () => {
  if (server) await administer(`drop database ${database} with (force)`);
  await server?.stop();
});

test('NOTE-13 processes on one PostgreSQL give each reminder once', async (t) => {
  if (!requireCondition(t, 'PostgreSQL', server !== undefined, 'no server can be started')) return;
  const url = server?.url.replace('/postgres?', `/${database}?`).replace(/\/[^/?]*$/, `/${database}`);
  const [one, other] = [await open(t, url), await open(t, url)];
  await one.choose({ reminder: true, agenda: true, agendaHour: 10 });
  for (const summary of ['a', 'b', 'c', 'd', 'e'])
    await one.event('2026-11-24T10:15:00', '2026-11-24T11:00:00', summary);
  const first = one.scheduler();
  const second = other.scheduler();
  assert.deepEqual([await first.round(), await second.round()], [true, false]);
  assert.equal((await one.subjects()).length, 6);
  for (const summary of ['f', 'g', 'h', 'i', 'j'])
    await one.event('2026-11-24T10:15:00', '2026-11-24T11:00:00', summary);
  // Both believe to have the lease: the claims alone decide.
  const always = (scheduled: typeof one) => {
    const store = Object.create(scheduled.store, { takeLease: { value: async () => true } }) as typeof one.store;
    return createNoticeScheduler({ ...scheduled.context, store });
  };
  await Promise.all([always(one).round(), always(other).round(), always(one).round()]);
  assert.equal((await other.subjects()).length, 11);
});
