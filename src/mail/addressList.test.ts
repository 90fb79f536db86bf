import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressDomain, localPart, normaliseAddress, parseAddresses, plusAddressBase } from './address.ts';

const cases: [string, string, [name: string, address: string][]][] = [
  ['a quoted comma', '"Winter, Johanna" <Johanna@Contoso.Example>', [['Winter, Johanna', 'johanna@contoso.example']]],
  ['a comment as name', 'jakob@contoso.example (Jakob)', [['Jakob', 'jakob@contoso.example']]],
  [
    'a group',
    'team: a@contoso.example, b@contoso.example;',
    [
      ['', 'a@contoso.example'],
      ['', 'b@contoso.example'],
    ],
  ],
  ['an empty group', 'undisclosed-recipients:;', []],
  [
    'Outlook semicolons',
    'a@contoso.example; b@contoso.example',
    [
      ['', 'a@contoso.example'],
      ['', 'b@contoso.example'],
    ],
  ],
  ['encoded words', '=?utf-8?Q?J=C3=A9r=C3=B4me?= <j@fabrikam.example>', [['Jérôme', 'j@fabrikam.example']]],
  [
    'an address as the name',
    '"johanna@contoso.example" <x@fabrikam.example>',
    [['johanna@contoso.example', 'x@fabrikam.example']],
  ],
  ['a source route', '<@relay.example:a@contoso.example>', [['', 'a@contoso.example']]],
  ['a quoted local part', '"jo anna"@contoso.example', [['', '"jo anna"@contoso.example']]],
  ['no address', 'nobody at all', []],
];

for (const [what, text, expected] of cases) {
  test(`MIME-4 addresses: ${what}`, () => {
    assert.deepEqual(
      parseAddresses(text).map(({ name, address }) => [name, address]),
      expected,
    );
  });
}

test('MIME-4 whatever stands there, reading ends', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void parseAddresses(text)));
  parseAddresses('('.repeat(200_000));
  parseAddresses('<"'.repeat(200_000));
});

test('MIME-5 envelope addresses compare by domain in lower case; plus addresses have a base', () => {
  assert.equal(normaliseAddress('<Jo@Contoso.EXAMPLE>'), 'Jo@contoso.example');
  assert.equal(normaliseAddress('<>'), '');
  assert.equal(addressDomain('a@B.example'), 'b.example');
  assert.equal(localPart('"a@b"@c.example'), '"a@b"');
  assert.equal(plusAddressBase('jo+x@contoso.example'), 'jo@contoso.example');
  assert.equal(plusAddressBase('+x@contoso.example'), '+x@contoso.example');
  assert.equal(plusAddressBase('jo@a+b.example'), 'jo@a+b.example');
});
