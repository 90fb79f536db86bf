import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originHeaderName, readOrigin, signOrigin } from './origin.ts';

const key = Buffer.alloc(32, 7);
const claim = { keyId: 'k1', key, messageId: '<m@contoso.example>', recipient: 'Jo@contoso.example', at: 5, hops: 1 };
const bound = { recipient: 'jo@contoso.example', messageId: '<m@contoso.example>' };
const value = signOrigin(claim);
const read = (text: string, more = {}, keys = new Map([['k1', key]])) =>
  readOrigin([{ name: originHeaderName.toUpperCase(), value: text }], keys, { ...bound, ...more });

test('MIME-14 our own mail is known by its origin header, with time and hops', () => {
  assert.deepEqual(read(value), { genuine: true, at: 5, hops: 1 });
});

const forged: [string, () => unknown][] = [
  ['another recipient', () => read(value, { recipient: 'jakob@contoso.example' })],
  ['another message', () => read(value, { messageId: '<n@contoso.example>' })],
  ['another time', () => read(value.replace('t=5', 't=6'))],
  ['another hop count', () => read(value.replace('h=1', 'h=0'))],
  ['another key', () => read(value, {}, new Map([['k1', Buffer.alloc(32, 8)]]))],
  ['a key nobody knows', () => read(value.replace('k=k1', 'k=k2'))],
  ['no signature', () => read(value.replace(/s=.*/, 's='))],
  ['garbage', () => read(';;==;')],
  ['no header', () => readOrigin([], new Map([['k1', key]]), bound)],
];

for (const [what, act] of forged) {
  test(`FLOW-1 an origin header is worth nothing with ${what}`, () => assert.deepEqual(act(), { genuine: false }));
}
