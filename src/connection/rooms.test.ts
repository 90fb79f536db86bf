import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDirectory } from '../directory/snapshot.ts';
import type { Person } from '../directory/types.ts';
import type { ConfigurationEntry } from '../store/contract.ts';
import { readConnection } from './desired.ts';
import { sampleConnection } from './sample.ts';
import { planHub } from './steps.ts';

const sample = sampleConnection({ homePort: 2526, hubUrl: 'http://127.0.0.1:8080' });
const withRooms = (...rooms: string[]) => sample.replace('booking:', ['rooms:', ...rooms, 'booking:'].join('\n'));

let ids = 0;

/** Entries after the connection was applied to these. */
function apply(text: string, before: readonly ConfigurationEntry[] = []) {
  const read = readConnection(text);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  const plan = planHub(read.connection, before, () => `id-${++ids}`);
  const all = new Map([...before, ...plan.entries].map((entry) => [`${entry.kind} ${entry.name}`, entry]));
  return { plan, entries: JSON.parse(JSON.stringify([...all.values()])) as ConfigurationEntry[] };
}

function people(entries: readonly ConfigurationEntry[]): readonly Person[] {
  return buildDirectory({ change: 1, organisationId: 'o', entries: entries.filter(({ body }) => body !== undefined) })
    .people;
}

function problems(text: string): string[] {
  const read = readConnection(text);
  return read.kind === 'problems' ? read.problems.map(({ field, message }) => `${field}: ${message}`) : [];
}

test('ROOM-14 a room of the connection is in the directory with Exchange’s defaults, and a plan that was applied is done', () => {
  const text = withRooms('  - { address: greenhouse@contoso.example, name: Greenhouse, capacity: 12 }');
  const first = apply(text);
  const room = people(first.entries).find(({ address }) => address.startsWith('greenhouse'));
  assert.equal(room?.forwarding, undefined);
  assert.equal(room?.resource?.kind, 'room');
  assert.equal(room?.resource?.capacity, 12);
  const {
    automateProcessing,
    allBookInPolicy,
    allowConflicts,
    bookingWindowInDays,
    maximumDurationInMinutes,
    processExternalMeetingMessages,
  } = room?.resource?.processing ?? assert.fail();
  assert.deepEqual(
    [
      automateProcessing,
      allBookInPolicy,
      allowConflicts,
      bookingWindowInDays,
      maximumDurationInMinutes,
      processExternalMeetingMessages,
    ],
    ['AutoAccept', true, false, 180, 1440, false],
  );
  assert.deepEqual(apply(text, first.entries).plan.entries, []);
  const copies = first.plan.steps.find(({ id }) => id === 'home.copies');
  assert.ok(copies?.detail.some((line) => line.includes('greenhouse@contoso.example')));
});

test('ROOM-14 a room keeps its calendar under another address, and one that is listed no more is disabled', () => {
  const first = apply(withRooms('  - { address: greenhouse@contoso.example, name: Greenhouse }'));
  const moved = apply(
    withRooms('  - { address: orangery@contoso.example, aliases: [greenhouse@contoso.example], name: Orangery }'),
    first.entries,
  );
  const idOf = (entries: readonly ConfigurationEntry[], name: string) =>
    people(entries).find((each) => each.name === name)?.id;
  assert.equal(idOf(moved.entries, 'Orangery'), idOf(first.entries, 'Greenhouse'));
  const gone = apply(sample, moved.entries);
  assert.equal(people(gone.entries).find(({ name }) => name === 'Orangery')?.enabled, false);
});

test('ROOM-14 what is wrong with a room is named: an address twice, a delegate whom nobody knows, a key of no meaning', () => {
  assert.deepEqual(problems(withRooms('  - { address: jo@contoso.example, name: Jo }')), [
    "rooms[0].address: 'jo@contoso.example' is used already, at people[0].aliases[0]",
  ]);
  const delegate =
    '  - { address: hall@contoso.example, name: Hall, processing: { resourceDelegates: [eve@contoso.example] } }';
  assert.match(
    problems(withRooms(delegate))[0] ?? '',
    /^rooms\[0\]\.processing\.resourceDelegates\[0\]: expected somebody listed/,
  );
  assert.match(
    problems(withRooms('  - { address: hall@contoso.example, name: Hall, processing: { allowConflict: true } }'))[0] ??
      '',
    /allowConflict.*allowConflicts/,
  );
});

test('BUSY-4 the address where the home tells busy times names {address} in its path', () => {
  const at = (url: string) => problems(sample.replace('  smartHost:', `  freeBusyUrl: '${url}'\n  smartHost:`));
  assert.deepEqual(at('https://mail.contoso.example/fb/{address}.ifb'), []);
  assert.match(at('https://mail.contoso.example/fb')[0] ?? '', /expected \{address\}/);
  assert.match(at('https://{address}.fabrikam.example/')[0] ?? '', /in the path/);
  assert.match(at('file:///etc/{address}')[0] ?? '', /http or https/);
});
