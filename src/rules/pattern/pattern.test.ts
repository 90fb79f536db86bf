import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parsePattern } from './parse.ts';
import { compilePattern, patternProblem, search } from './pattern.ts';
import { buildProgram } from './program.ts';

const table: [pattern: string, text: string, matches: boolean][] = [
  ['newsletter', 'The Newsletter of May', true],
  ['^newsletter', 'The newsletter', false],
  ['^the', 'The newsletter', true],
  ['may$', 'newsletter of May', true],
  ['may$', 'May newsletter', false],
  ['^$', '', true],
  ['^$', 'x', false],
  ['order \\d\\d\\d', 'Order 417', true],
  ['order \\d\\d\\d', 'Order 41x', false],
  ['a.c', 'abc', true],
  ['a\\.c', 'abc', false],
  ['a\\.c', 'a.c', true],
  ['(cat|dog)s', 'hotdogs', true],
  ['(cat|dog)s', 'hotdog', false],
  ['^\\S+@fabrikam\\.example$', 'outsider@fabrikam.example', true],
  ['^\\S+@fabrikam\\.example$', 'two words@fabrikam.example', false],
  ['\\s\\w\\s', 'a é b', true],
  ['colou?r', 'color', true],
  ['ab*c', 'ac', true],
  ['ab+c', 'ac', false],
  ['(a|)b', 'b', true],
  ['\\(x\\)', '(x)', true],
  ['É', 'é', true],
  ['😀.', '😀😀', true],
  ['(a*)*$', 'aab', true],
  ['^(a*)*$', 'aab', false],
];

describe('RULE-12 patterns are found anywhere in a value, case-insensitively', () => {
  for (const [pattern, text, matches] of table) {
    it(`${JSON.stringify(pattern)} ${matches ? 'is' : 'is not'} in ${JSON.stringify(text)}`, () => {
      assert.equal(compilePattern(pattern)(text), matches);
    });
  }
});

describe('RULE-13 a pattern that is not supported is refused, with the place', () => {
  const refused: [pattern: string, at: number][] = [
    ['', 1],
    ['a[bc]', 2],
    ['a{3}', 2],
    ['(a', 3],
    ['a)', 2],
    ['*a', 1],
    ['(a)\\1', 5],
    ['(?=a)', 2],
    ['a\\', 3],
    ['a'.repeat(129), 129],
  ];
  for (const [pattern, at] of refused) {
    it(JSON.stringify(pattern.slice(0, 20)), () => {
      assert.match(patternProblem(pattern) ?? '', new RegExp(`character ${at}:`));
      assert.throws(() => compilePattern(pattern));
    });
  }
});

/** Patterns of Exchange's subset, as text that the language's own engine reads alike. */
const patternText = fc.letrec((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', 'b', '.', '\\d', '\\S', '\\w', '\\.', '^', '$'),
    fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `${one}${other}`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(${one}|${other})`),
    tie('pattern').map((one) => `(${one})*`),
    tie('pattern').map((one) => `(${one})+`),
    tie('pattern').map((one) => `(${one})?`),
  ),
})).pattern as fc.Arbitrary<string>;

const subject = fc.array(fc.constantFrom('a', 'b', '1', '.', ' '), { maxLength: 8 }).map((all) => all.join(''));

describe('RULE-14 a pattern never takes longer than text × pattern', () => {
  it('agrees with a backtracking engine wherever that one is quick', () => {
    fc.assert(
      fc.property(patternText, subject, (pattern, text) => {
        fc.pre(pattern.length <= 60);
        assert.equal(compilePattern(pattern)(text), new RegExp(pattern, 'is').test(text), `${pattern} on '${text}'`);
      }),
      { numRuns: 2000, seed: 20261124 },
    );
  });

  it('follows each state once a character, whatever the pattern', () => {
    fc.assert(
      fc.property(patternText, fc.integer({ min: 1, max: 400 }), (pattern, length) => {
        fc.pre(pattern.length <= 128);
        const parsed = parsePattern(pattern);
        assert.notEqual(parsed.type, 'problem');
        if (parsed.type === 'problem') return;
        const { states, first } = buildProgram(parsed);
        assert.ok(states.length <= 2 * pattern.length + 2);
        // Counts characters looked at: states × text is the bound.
        let looked = 0;
        const counted = states.map((state) =>
          state.type === 'character' ? { ...state, is: (code: number) => ++looked > 0 && state.is(code) } : state,
        );
        search({ states: counted, first }, 'a'.repeat(length));
        assert.ok(looked <= states.length * length, `${looked} for ${states.length} states, ${length} characters`);
      }),
      { numRuns: 300, seed: 20261124 },
    );
  });

  it('ends on the patterns that hang backtracking engines', () => {
    for (const pattern of ['(a+)+$', '(a|a)*$', '(a*)*b', '(.*)*x', '(a|aa)+$', '((a+)+)+$']) {
      assert.equal(compilePattern(`^${pattern}`)(`${'a'.repeat(20_000)}!`), false, pattern);
    }
  });
});
