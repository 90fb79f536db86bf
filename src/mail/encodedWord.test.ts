import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeWords, encodeWords } from './encodedWord.ts';

const cases: [string, string, string][] = [
  ['Q', '=?iso-8859-1?Q?R=E9union_=E0_9h?=', 'Réunion à 9h'],
  ['white space between words goes', '=?utf-8?B?YQ==?= =?utf-8?B?Yg==?=', 'ab'],
  ['text between words stays', '=?utf-8?B?YQ==?= x =?utf-8?B?Yg==?=', 'a x b'],
  ['a character split over two words', '=?utf-8?B?w6nD?= =?utf-8?B?qQ==?=', 'éé'],
  ['a language (rfc2231#5)', '=?utf-8*fr?Q?=C3=A9t=C3=A9?=', 'été'],
  ['an unknown charset', '=?x-nobody?Q?=C3=A9?=', 'é'],
  ['no word', '=?utf-8?Q?unfinished', '=?utf-8?Q?unfinished'],
];

for (const [what, text, expected] of cases) {
  test(`MIME-6 encoded words: ${what}`, () => assert.equal(decodeWords(text), expected));
}

test('MIME-6 what is encoded is ASCII, in words of at most 75 octets, and reads the same', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-zé日🙂=?]{1,30}$/u), { minLength: 1 }), (list) => {
      const text = list.join(' ');
      const encoded = encodeWords(text);
      assert.equal(Buffer.byteLength(encoded), encoded.length);
      for (const word of encoded.split(' ')) if (word.startsWith('=?')) assert.ok(word.length <= 75);
      assert.equal(decodeWords(encoded), text);
    }),
  );
});

test('MIME-6 hostile words take no time', () => {
  decodeWords('=?a?b?'.repeat(100_000));
  decodeWords('=?'.repeat(300_000));
});
