/**
 * Recipient filters (OPATH), the part that scripts use: -eq -ne -gt -ge -lt -le -like -notlike,
 * -and -or -not, parentheses. Of -and and -or PowerShell binds neither tighter: they go from
 * left to right. What is not understood is refused with its place: a filter that is half
 * understood changes the wrong mailboxes.
 */
import { type CmdletFailure, invalidValue } from '../frame/failure.ts';
import { type Token, tokensOf } from './tokens.ts';

const comparisons = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'like', 'notlike'] as const;
export type Comparison = (typeof comparisons)[number];

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly of: Filter }
  | {
      readonly kind: 'compare';
      readonly property: string;
      readonly operator: Comparison;
      readonly value: string | boolean | null;
    };

const deepest = 50;

export function parseFilter(text: string): Filter {
  const tokens = tokensOf(text);
  let next = 0;

  function chain(depth: number): Filter {
    let left = one(depth);
    for (;;) {
      const joined = operatorAt(tokens[next]);
      if (joined !== 'and' && joined !== 'or') return left;
      next++;
      left = { kind: joined, left, right: one(depth) };
    }
  }
  function one(depth: number): Filter {
    const token = tokens[next++];
    if (depth > deepest) throw refused('nested too deeply', token);
    if (token?.kind === '(') {
      const inner = chain(depth + 1);
      const end = tokens[next++];
      if (end?.kind !== ')') throw refused("expected ')'", end);
      return inner;
    }
    if (operatorAt(token) === 'not') return { kind: 'not', of: one(depth + 1) };
    if (token?.kind !== 'word') throw refused('expected a property', token);
    const operator = operatorAt(tokens[next]);
    const comparison = comparisons.find((each) => each === operator);
    if (comparison === undefined) throw refused('expected an operator such as -eq', tokens[next]);
    next++;
    return { kind: 'compare', property: token.text, operator: comparison, value: value() };
  }
  function value(): string | boolean | null {
    const token = tokens[next++];
    if (token?.kind === 'text') return token.text;
    if (token?.kind !== 'word') throw refused('expected a value', token);
    const constant = /^\$(true|false|null)$/i.exec(token.text)?.[1]?.toLowerCase();
    if (constant !== undefined) return constant === 'null' ? null : constant === 'true';
    if (token.text.startsWith('$')) throw refused(`the variable ${token.text} means nothing here`, token);
    return token.text;
  }

  const filter = chain(0);
  if (next < tokens.length) throw refused('expected the end', tokens[next]);
  return filter;
}

function operatorAt(token: Token | undefined): string | undefined {
  return token?.kind === 'operator' ? token.text.slice(1).toLowerCase() : undefined;
}

function refused(what: string, token: Token | undefined): CmdletFailure {
  const where = token === undefined ? 'at the end' : `at position ${token.at}`;
  return invalidValue(
    `Invalid filter syntax. For a description of the filter parameter syntax see the command help. ${what} ${where}.`,
  );
}
