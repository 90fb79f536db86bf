/** Authentication-Results (rfc8601#2.2), read by a small parser: comments and quotes are understood, nothing backtracks. */
import type { AuthResult } from '../message.ts';

export interface MethodResult {
  /** Lower-cased: spf, dkim, dmarc, arc, … */
  readonly method: string;
  readonly result: AuthResult;
  /** `ptype.property` to value, lower-cased. */
  readonly properties: ReadonlyMap<string, string>;
}

export interface AuthenticationResults {
  /** Lower-cased. */
  readonly authservId: string;
  readonly results: readonly MethodResult[];
}

/** Characters that are looked at. */
const valueLimit = 16 * 1024;

export function parseAuthenticationResults(value: string): AuthenticationResults {
  const parts = split(value.slice(0, valueLimit));
  // The id may be followed by a version.
  const authservId = (parts.shift()?.[0] ?? '').toLowerCase();
  return { authservId, results: parts.flatMap((words) => readMethod(words)) };
}

function readMethod(words: readonly string[]): MethodResult[] {
  const [method, result] = pair(words[0] ?? '');
  if (result === undefined) return [];
  const properties = new Map<string, string>();
  for (const word of words.slice(1)) {
    const [key, text] = pair(word);
    if (text !== undefined) properties.set(key.toLowerCase(), text.toLowerCase());
  }
  const name = method.split('/')[0]?.toLowerCase() ?? '';
  return [{ method: name, result: readResult(result), properties }];
}

function pair(word: string): [string, string | undefined] {
  const equals = word.indexOf('=');
  return equals <= 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

const results: ReadonlySet<string> = new Set<AuthResult>([
  'pass',
  'fail',
  'none',
  'temperror',
  'permerror',
  'neutral',
  'softfail',
  'policy',
]);

function readResult(text: string): AuthResult {
  const result = text.toLowerCase();
  return results.has(result) ? (result as AuthResult) : 'none';
}

/** Semicolon-separated lists of words; comments go, quotes open, space around `=` closes up. */
function split(value: string): string[][] {
  const parts: string[][] = [];
  let words: string[] = [];
  let word = '';
  let comment = 0;
  let quoted = false;
  const endWord = () => {
    if (word !== '') words.push(word);
    word = '';
  };
  for (let at = 0; at < value.length; at++) {
    const char = value[at] ?? '';
    if (char === '\\' && (quoted || comment > 0)) {
      at++;
      if (quoted) word += value[at] ?? '';
    } else if (comment > 0) {
      if (char === '(') comment++;
      else if (char === ')') comment--;
    } else if (quoted) {
      if (char === '"') quoted = false;
      else word += char;
    } else if (char === '"') quoted = true;
    else if (char === '(') comment++;
    else if (char === ';') {
      endWord();
      parts.push(words);
      words = [];
    } else if (char === ' ' || char === '\t') {
      if (!word.endsWith('=') && !nextIsEquals(value, at)) endWord();
    } else word += char;
  }
  endWord();
  parts.push(words);
  return parts;
}

function nextIsEquals(value: string, from: number): boolean {
  let at = from;
  while (value[at] === ' ' || value[at] === '\t') at++;
  return value[at] === '=';
}
