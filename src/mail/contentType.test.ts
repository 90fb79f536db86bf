import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseStructuredField } from './contentType.ts';

const cases: [string, string, string, Record<string, string>][] = [
  [
    'Google',
    'text/calendar; charset="UTF-8"; method=REQUEST',
    'text/calendar',
    { charset: 'UTF-8', method: 'REQUEST' },
  ],
  ['a semicolon in quotes', 'multipart/mixed; boundary="a;b\\"c"', 'multipart/mixed', { boundary: 'a;b"c' }],
  ['comments', 'Text/Plain (a; b=c) ; format=flowed', 'text/plain', { format: 'flowed' }],
  ['rfc2231#3 continuations', 'x/y; name*0="in"; name*1=vite.ics', 'x/y', { name: 'invite.ics' }],
  ['rfc2231#4 charset', "x/y; name*=iso-8859-1'fr'r%E9union.ics", 'x/y', { name: 'réunion.ics' }],
  ['rfc2231#4.1 both', "x/y; n*0*=utf-8''r%C3%A9u; n*1*=%20n; n*2=ion", 'x/y', { n: 'réu nion' }],
  ['encoded words all the same', 'x/y; name="=?utf-8?Q?r=C3=A9u.ics?="', 'x/y', { name: 'réu.ics' }],
  ['the first of a name', 'x/y; a=1; A=2', 'x/y', { a: '1' }],
  ['nothing readable', '', '', {}],
];

for (const [what, text, value, parameters] of cases) {
  test(`MIME-3 a structured field: ${what}`, () => {
    const parsed = parseStructuredField(text);
    assert.equal(parsed.value, value);
    assert.deepEqual(Object.fromEntries(parsed.parameters), parameters);
  });
}

test('MIME-3 whatever stands there, reading ends', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void parseStructuredField(text)));
});
