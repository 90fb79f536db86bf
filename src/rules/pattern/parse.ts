/**
 * Exchange's patterns: literals, `.`, `\d \D \s \S \w \W`, a backslash before any
 * other character, groups, `|`, `*`, `+`, `?`, `^`, `$`. Nothing else: back references,
 * look-around, classes and counts are refused, so that every pattern that is accepted
 * can be matched in linear time.
 */
export type Pattern =
  | { readonly type: 'character'; readonly is: (code: number) => boolean }
  | { readonly type: 'start' | 'end' | 'empty' }
  | { readonly type: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly type: 'repeat'; readonly part: Pattern; readonly atLeastOnce: boolean; readonly atMostOnce: boolean };

/** Exchange's limit, in characters. */
export const longestPattern = 128;

/** Expected: what was written can't be used. `at` counts characters from 1. */
export interface PatternProblem {
  readonly type: 'problem';
  readonly at: number;
  readonly message: string;
}

/** Thrown inside the parser only; `parsePattern` returns it as a value. */
class Unsupported extends Error {}

export function parsePattern(text: string): Pattern | PatternProblem {
  if (text.length > longestPattern) {
    return { type: 'problem', at: longestPattern + 1, message: `longer than ${longestPattern} characters` };
  }
  const parser = new PatternParser([...text]);
  try {
    return parser.pattern();
  } catch (fault) {
    if (fault instanceof Unsupported) return { type: 'problem', at: parser.at + 1, message: fault.message };
    throw fault;
  }
}

class PatternParser {
  readonly #characters: readonly string[];
  at = 0;

  constructor(characters: readonly string[]) {
    this.#characters = characters;
  }

  pattern(): Pattern {
    if (this.#characters.length === 0) throw new Unsupported('the pattern is empty');
    const pattern = this.#choice();
    if (this.at < this.#characters.length) throw new Unsupported("')' without '('");
    return pattern;
  }

  #choice(): Pattern {
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    return parts.length === 1 && parts[0] ? parts[0] : { type: 'choice', parts };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek()) {
      parts.push(this.#repeated());
    }
    return parts.length === 0 ? { type: 'empty' } : { type: 'sequence', parts };
  }

  #repeated(): Pattern {
    let part = this.#single();
    for (let next = this.#peek(); next === '*' || next === '+' || next === '?'; next = this.#peek()) {
      this.at++;
      part = { type: 'repeat', part, atLeastOnce: next === '+', atMostOnce: next === '?' };
    }
    return part;
  }

  #single(): Pattern {
    const character = this.#peek() ?? '';
    switch (character) {
      case '(':
        return this.#group();
      case '*':
      case '+':
      case '?':
        throw new Unsupported(`nothing before '${character}' to repeat`);
      case '[':
      case ']':
      case '{':
      case '}':
        throw new Unsupported(`'${character}' is not supported: write \\${character} for the character itself`);
      case '\\':
        return this.#escape();
      default:
        this.at++;
        if (character === '^') return { type: 'start' };
        if (character === '$') return { type: 'end' };
        return { type: 'character', is: character === '.' ? anything : only(character) };
    }
  }

  #group(): Pattern {
    this.at++;
    const part = this.#choice();
    if (!this.#take(')')) throw new Unsupported("'(' without ')'");
    return part;
  }

  #escape(): Pattern {
    this.at++;
    const character = this.#peek();
    if (character === undefined) throw new Unsupported('nothing after the last backslash');
    const known = escapes.get(character);
    if (!known && /[a-z0-9]/i.test(character)) throw new Unsupported(`'\\${character}' is not supported`);
    this.at++;
    return { type: 'character', is: known ?? only(character) };
  }

  #peek(): string | undefined {
    return this.#characters[this.at];
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.at++;
    return true;
  }
}

type Test = (code: number) => boolean;

const anything: Test = () => true;

/** Text is lower-cased before it is matched: patterns are case-insensitive. */
function only(character: string): Test {
  const wanted = character.toLowerCase().codePointAt(0);
  return (code) => code === wanted;
}

function not(test: Test): Test {
  return (code) => !test(code);
}

const isDigit: Test = (code) => code >= 0x30 && code <= 0x39;
const isSpace: Test = (code) => code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0;
const isWord: Test = (code) =>
  isDigit(code) ||
  code === 0x5f ||
  (code >= 0x61 && code <= 0x7a) ||
  (code > 0x7f && /[\p{L}\p{N}]/u.test(String.fromCodePoint(code)));

const escapes: ReadonlyMap<string, Test> = new Map([
  ['d', isDigit],
  ['D', not(isDigit)],
  ['s', isSpace],
  ['S', not(isSpace)],
  ['w', isWord],
  ['W', not(isWord)],
]);
