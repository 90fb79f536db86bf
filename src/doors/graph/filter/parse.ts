/**
 * $filter (OData 4.01, part 2, section 5.1.1), the part that calendar clients use:
 * eq ne ge gt le lt, and or not, parentheses, startswith and contains. All else is
 * refused with its position, because a filter that is half understood shows wrong events.
 */
import { badRequest, type GraphFailure } from '../frame/failure.ts';
import { type Token, tokensOf } from './tokens.ts';

export type Literal = string | number | boolean | null;
export type Comparison = 'eq' | 'ne' | 'ge' | 'gt' | 'le' | 'lt';
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'compare'; readonly path: string; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'startswith' | 'contains'; readonly path: string; readonly value: string };

const comparisons: readonly string[] = ['eq', 'ne', 'ge', 'gt', 'le', 'lt'];
const deepest = 50;

/** `paths`: the properties that may be filtered on. Throws Graph's refusal for anything else. */
export function parseFilter(text: string, paths: readonly string[]): Filter {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = (): Token | undefined => tokens[next];
  const isWord = (token: Token | undefined, word: string): boolean => token?.kind === 'word' && token.text === word;

  function anyOf(depth: number): Filter {
    let left = allOf(depth);
    while (isWord(peek(), 'or')) {
      next++;
      left = { kind: 'or', left, right: allOf(depth) };
    }
    return left;
  }
  function allOf(depth: number): Filter {
    let left = one(depth);
    while (isWord(peek(), 'and')) {
      next++;
      left = { kind: 'and', left, right: one(depth) };
    }
    return left;
  }
  function one(depth: number): Filter {
    if (depth > deepest) throw refused('nested too deeply', peek());
    if (isWord(peek(), 'not')) {
      next++;
      return { kind: 'not', of: one(depth + 1) };
    }
    if (peek()?.kind === '(') {
      next++;
      const inner = anyOf(depth + 1);
      expect(')');
      return inner;
    }
    const word = take('a property');
    if (peek()?.kind === '(') return call(word.text, word);
    const path = known(word.text, word);
    const operator = take('an operator');
    if (!isComparison(operator.text)) throw refused(`'${operator.text}' is no operator that is known here`, operator);
    return { kind: 'compare', path, operator: operator.text, value: literal() };
  }
  function call(name: string, at: Token): Filter {
    if (name !== 'startswith' && name !== 'contains') throw refused(`the function '${name}' is not supported`, at);
    expect('(');
    const word = take('a property');
    const path = known(word.text, word);
    expect(',');
    const value = peek();
    if (value?.kind !== 'string') throw refused('expected a string', value);
    next++;
    expect(')');
    return { kind: name, path, value: value.text };
  }
  function literal(): Literal {
    const token = peek();
    next++;
    if (token?.kind === 'string') return token.text;
    if (token?.kind !== 'word') throw refused('expected a value', token);
    if (token.text === 'true' || token.text === 'false') return token.text === 'true';
    if (token.text === 'null') return null;
    if (/^-?\d{1,15}$/.test(token.text)) return Number(token.text);
    // A date-time may stand without quotes (OData's DateTimeOffset).
    if (/^\d{4}-\d\d-\d\d/.test(token.text)) return token.text;
    throw refused(`'${token.text}' is no value`, token);
  }
  function known(path: string, at: Token): string {
    if (!paths.includes(path)) throw refused(`the property '${path}' can't be filtered on`, at);
    return path;
  }
  function take(what: string): Extract<Token, { kind: 'word' }> {
    const token = peek();
    if (token?.kind !== 'word') throw refused(`expected ${what}`, token);
    next++;
    return token;
  }
  function expect(kind: '(' | ')' | ','): void {
    if (peek()?.kind !== kind) throw refused(`expected '${kind}'`, peek());
    next++;
  }

  const filter = anyOf(0);
  if (peek() !== undefined) throw refused('expected the end', peek());
  return filter;
}

function isComparison(text: string): text is Comparison {
  return comparisons.includes(text);
}

function refused(what: string, token: Token | undefined): GraphFailure {
  const where = token === undefined ? 'at the end' : `at position ${token.at}`;
  return badRequest(`Invalid filter clause: ${what} ${where}.`, 'BadRequest');
}
