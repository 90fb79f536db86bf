import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConnection } from './desired.ts';
import { wantGoogle } from './providers/google/want.ts';
import { wantPostfix } from './providers/postfix/want.ts';
import { sampleConnection } from './sample.ts';

const sample = sampleConnection({ homePort: 2526, hubUrl: 'http://127.0.0.1:8080' });
const withRooms = (...rooms: string[]) => sample.replace('booking:', ['rooms:', ...rooms, 'booking:'].join('\n'));

function problems(text: string): string[] {
  const read = readConnection(text);
  return read.kind === 'problems' ? read.problems.map(({ field, message }) => `${field}: ${message}`) : [];
}

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

test('CONF-43 an unknown kind of notice is refused by name, with a suggestion', () => {
  const wrong = sample.replace(
    '    name: Johanna Winter\n',
    '    name: Johanna Winter\n    notices: { remindr: true }\n',
  );
  assert.match(problems(wrong)[0] ?? '', /^people\[0\]\.notices\.remindr: .*did you mean 'reminder'/);
});

test('ROOM-14 mail for a room is copied to the hub, at a home whose files or settings we know', () => {
  const read = readConnection(withRooms('  - { address: hall@contoso.example, name: Hall }'));
  assert.ok(read.kind === 'connection');
  const copies = wantPostfix(read.connection, { host: 'hub.contoso.example', port: 25 });
  const file = copies.find(({ key }) => key === 'postfix/file/passerelle_copies');
  assert.match(JSON.stringify(file?.value), /hall@contoso\.example/);
  const google = wantGoogle(read.connection, { hub: { host: 'hub.contoso.example', port: 25 }, sendingAddresses: [] });
  const routing = google.find(({ key }) => key === 'google/routing');
  assert.match(JSON.stringify(routing?.manual), /hall@contoso\.example/);
});
