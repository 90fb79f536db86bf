import type { z } from 'zod';
import { keysAt } from './schema.ts';
import type { FieldProblem } from './types.ts';

type Issue = z.core.$ZodIssue;

/** What the schema found, in the words of somebody who wrote the file. */
export function explainIssues(issues: readonly Issue[], input: unknown): FieldProblem[] {
  return issues.flatMap((issue) => explain(issue, [], input));
}

function explain(issue: Issue, before: readonly (string | number)[], input: unknown): FieldProblem[] {
  const path = [...before, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const found = valueAt(input, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], atKey: true, message: unknownKey(key, path) }));
    case 'invalid_union':
      return explainUnion(issue, path, input);
    case 'invalid_type':
      if (found === undefined) return [{ path, message: `is missing: ${expectation(issue)}` }];
      return [{ path, message: `${expectation(issue)}, found ${describe(found)}` }];
    case 'invalid_value': {
      const values = issue.values.map(String).join(' or ');
      if (found === undefined) return [{ path, message: `is missing: expected ${values}` }];
      return [{ path, message: `expected ${values}, found ${describe(found)}` }];
    }
    case 'too_small':
      return [{ path, message: issue.origin === 'array' ? 'expected at least one' : issue.message }];
    default:
      return [{ path, message: issue.message }];
  }
}

const kinds: Readonly<Record<string, string>> = { 'outbound.via': 'home or mx', 'dns.kind': 'manual or rfc2136' };

/** Of a union's branches, the one that got furthest says what is wrong; where none got anywhere, its discriminator does. */
function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: readonly (string | number)[],
  input: unknown,
): FieldProblem[] {
  const found = valueAt(input, path);
  if (issue.errors.length === 0) {
    const expected = kinds[path.join('.')] ?? 'passerelle or microsoft365';
    return [
      {
        path,
        message:
          found === undefined ? `is missing: expected ${expected}` : `expected ${expected}, found ${describe(found)}`,
      },
    ];
  }
  const meant = issue.errors.find(
    (branch) => !branch.some(({ code, path: at }) => code === 'invalid_type' && at.length === 0),
  );
  if (meant) return meant.flatMap((one) => explain(one, path, input));
  return [{ path, message: `expected address ranges, tlsCertificate or smtpAuth, found ${describe(found)}` }];
}

const names: Readonly<Record<string, string>> = { object: 'keys and values', array: 'a list', string: 'a text' };

function expectation(issue: Extract<Issue, { code: 'invalid_type' }>): string {
  // A value that knows better what it wanted has said so itself.
  if (issue.message.startsWith('expected ')) return issue.message;
  return `expected ${names[issue.expected] ?? issue.expected}`;
}

function describe(found: unknown): string {
  if (found === null) return 'nothing';
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object') return 'keys and values';
  return `'${String(found).slice(0, 60)}'`;
}

function valueAt(input: unknown, path: readonly (string | number)[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function unknownKey(key: string, path: readonly (string | number)[]): string {
  const keys = keysAt.get(path.filter((step) => typeof step === 'string').join('.')) ?? [];
  const near = keys
    .map((known) => ({ known, distance: editDistance(key.toLowerCase(), known.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance)[0];
  if (near && near.distance <= Math.max(1, Math.floor(near.known.length / 3))) {
    return `is not known here: did you mean '${near.known}'?`;
  }
  return `is not known here: expected one of ${keys.join(', ')}`;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
