import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { headerValue, parseHeaders, writeHeaders } from './headerBlock.ts';

test('MIME-1 folded fields are read as one line, in order, and what is no field is left out', () => {
  const block = Buffer.from('From x Mon\r\nSubject: one\r\n two\r\nno field\r\nX-A : b\nX-A: c\n\n');
  assert.deepEqual(parseHeaders(block), [
    { name: 'Subject', value: 'one two' },
    { name: 'X-A', value: 'b' },
    { name: 'X-A', value: 'c' },
  ]);
  assert.equal(headerValue(parseHeaders(block), 'x-a'), 'b');
});

test('MIME-1 octets are UTF-8 where they can be and latin1 otherwise, field by field', () => {
  const block = Buffer.concat([Buffer.from('A: é\r\nB: '), Buffer.from([0xe9]), Buffer.from('\r\n\r\n')]);
  assert.deepEqual(
    parseHeaders(block).map(({ value }) => value),
    ['é', 'é'],
  );
});

test('MIME-2 what is written has lines of at most 998 octets and comes back the same', () => {
  const words = fc.array(fc.stringMatching(/^[!-9;-~é]{1,60}$/), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(words, (list) => {
      const value = list.join(' ');
      const written = writeHeaders([{ name: 'X-Test', value }]);
      assert.deepEqual(parseHeaders(written), [{ name: 'X-Test', value }]);
      for (const line of written.toString().split('\r\n')) assert.ok(Buffer.byteLength(line) <= 998);
    }),
  );
  const long = writeHeaders([{ name: 'X-Test', value: 'é'.repeat(3000) }]).toString();
  for (const line of long.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 998);
});

test('MIME-2 nobody adds a field through a value', () => {
  const written = writeHeaders([{ name: 'Subject', value: 'a\r\nBcc: x@fabrikam.example\r\n\r\nbody' }]);
  assert.deepEqual(
    parseHeaders(written).map(({ name }) => name),
    ['Subject'],
  );
});
