/** Real calendar programs, as Debian has them, against the real hub. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireCondition, requirePeer } from '../peers/peers.ts';
import { openCalendarHub } from './hub.ts';

const python = '/usr/bin/python3';

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

function run(program: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'Europe/Paris', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const hear = (piece: Buffer) => {
      said += piece;
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

test('DAV-40 python3-caldav makes a calendar, saves, searches, expands, syncs, asks for busy times, deletes', async (t) => {
  const present = spawnSync(python, ['-c', 'import caldav']).status === 0;
  if (!requireCondition(t, 'python3-caldav', present, 'python3 has no module caldav')) return;
  const { hub, user, password } = await openCalendarHub(t);
  const script = join(import.meta.dirname, 'pythonCaldav.py');
  const { code, said } = await run(python, [script, `${hub.url}/dav/`, user, password]);
  assert.equal(code, 0, said);
  assert.match(said, /all holds/);
});

test('DAV-41 vdirsyncer keeps a folder and the hub alike both ways; what khal makes reaches the hub, and back', async (t) => {
  if (!requirePeer(t, 'vdirsyncer', '/usr/bin/vdirsyncer')) return;
  if (!requirePeer(t, 'khal', '/usr/bin/khal')) return;
  const { user, password, home, directory, ask } = await openCalendarHub(t);
  const folder = join(directory, 'calendars');
  mkdirSync(join(folder, 'calendar'), { recursive: true });
  const sync = join(directory, 'vdirsyncer');
  writeFileSync(sync, vdirsyncerConfiguration({ directory, folder, home, user, password }));
  const khal = join(directory, 'khal');
  writeFileSync(khal, khalConfiguration(directory, join(folder, 'calendar')));
  const environment = { HOME: directory, XDG_CONFIG_HOME: directory, XDG_DATA_HOME: directory };
  const must = async (program: string, ...args: string[]) => {
    const { code, said } = await run(program, args, environment);
    assert.equal(code, 0, said);
    return said;
  };
  const files = () =>
    readdirSync(join(folder, 'calendar'))
      .filter((name) => name.endsWith('.ics'))
      .map((name) => readFileSync(join(folder, 'calendar', name), 'utf8'));
  const synchronise = () => must('/usr/bin/vdirsyncer', '-c', sync, 'sync');

  // From the hub to the folder.
  const made = await ask('PUT', 'calendar/pruning.ics', pruning('Pruning'), { 'if-none-match': '*' });
  assert.equal(made.status, 201);
  await must('/usr/bin/vdirsyncer', '-c', sync, 'discover');
  await synchronise();
  assert.equal(files().length, 1);
  assert.match(await must('/usr/bin/khal', '-c', khal, 'list', '2026-12-01', '1d'), /09:00-10:00 Pruning/);

  // From khal to the hub.
  await must('/usr/bin/khal', '-c', khal, 'new', '-a', 'calendar', '2026-12-02', '14:00', '15:00', 'Seed order');
  await synchronise();
  const all = await (await ask('REPORT', 'calendar/', everything)).text();
  assert.match(all, /SUMMARY:Seed order/);
  assert.equal([...all.matchAll(/BEGIN:VEVENT/g)].length, 2);

  // A change at the hub comes back; a deletion too.
  const etag = String((await ask('GET', 'calendar/pruning.ics')).headers.get('etag'));
  const changed = await ask('PUT', 'calendar/pruning.ics', pruning('Pruning roses'), { 'if-match': etag });
  assert.equal(changed.status, 204);
  await synchronise();
  assert.ok(files().some((text) => text.includes('SUMMARY:Pruning roses')));
  assert.equal((await ask('DELETE', 'calendar/pruning.ics')).status, 204);
  await synchronise();
  assert.deepEqual(
    files().map((text) => /SUMMARY:(.*?)\r?\n/.exec(text)?.[1]),
    ['Seed order'],
  );
});

test('DAV-42 curl puts, reads under conditions, and deletes', async (t) => {
  if (!requirePeer(t, 'curl', '/usr/bin/curl')) return;
  const { user, password, home, directory } = await openCalendarHub(t);
  const file = join(directory, 'pruning.ics');
  writeFileSync(file, pruning('Pruning'));
  const url = `${home.replace('@', '%40')}calendar/pruning.ics`;
  const curl = (...args: string[]) => curlAt(url, ...args);
  const curlAt = async (at: string, ...args: string[]) => {
    const { code, said } = await run('/usr/bin/curl', ['-s', '-i', '-u', `${user}:${password}`, ...args, at]);
    assert.equal(code, 0, said);
    return said;
  };
  const put = await curl('-T', file);
  assert.match(put, /^HTTP\/1.1 201/m);
  const etag = /^etag: (.*?)\r?$/im.exec(put)?.[1] ?? '';
  assert.match(await curl('-T', file, '-H', 'If-None-Match: *'), /^HTTP\/1.1 412/m);
  assert.match(await curl('-H', `If-None-Match: ${etag}`), /^HTTP\/1.1 304/m);
  assert.match(await curl('-X', 'DELETE', '-H', 'If-Match: "other"'), /^HTTP\/1.1 412/m);
  assert.match(await curl('-X', 'DELETE', '-H', `If-Match: ${etag}`), /^HTTP\/1.1 204/m);
  assert.match(await curl(), /^HTTP\/1.1 404/m);
  // A task, and the inbox.
  const task = join(directory, 'seeds.ics');
  writeFileSync(task, pruning('Seeds').replaceAll('VEVENT', 'VTODO').replace('DTEND', 'DUE'));
  assert.match(await curl('-T', task), /^HTTP\/1.1 201/m);
  const tasks = everything.replace('"VCALENDAR"/>', '"VCALENDAR"><C:comp-filter name="VTODO"/></C:comp-filter>');
  const at = home.replace('@', '%40');
  const found = await curlAt(`${at}calendar/`, '-X', 'REPORT', '-H', 'Content-Type: text/xml', '-d', tasks);
  assert.match(found, /BEGIN:VTODO/);
  assert.match(await curlAt(`${at}inbox/`, '-X', 'PROPFIND', '-H', 'Depth: 1'), /^HTTP\/1.1 207/m);
});

function pruning(summary: string): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Contoso//Test//EN',
    'BEGIN:VEVENT',
    'UID:pruning',
    'DTSTAMP:20261120T080000Z',
    'DTSTART:20261201T080000Z',
    'DTEND:20261201T090000Z',
    `SUMMARY:${summary}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

const everything = `<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>
<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>`;

const vdirsyncerConfiguration = (given: {
  readonly directory: string;
  readonly folder: string;
  readonly home: string;
  readonly user: string;
  readonly password: string;
}) => `[general]
status_path = "${given.directory}/status/"

[pair hub]
a = "folder"
b = "remote"
collections = ["calendar"]
conflict_resolution = "b wins"
metadata = ["color", "displayname"]

[storage folder]
type = "filesystem"
path = "${given.folder}/"
fileext = ".ics"

[storage remote]
type = "caldav"
url = "${new URL('/', given.home)}"
username = "${given.user}"
password = "${given.password}"
`;

const khalConfiguration = (directory: string, folder: string) => `[calendars]
[[calendar]]
path = ${folder}

[sqlite]
path = ${directory}/khal.db

[locale]
local_timezone = Europe/Paris
default_timezone = Europe/Paris
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[default]
default_calendar = calendar
`;
