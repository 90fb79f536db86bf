import type { Json } from '../provider.ts';

/** One text for one value, whatever the order of its keys: what two states are compared by. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

export function same(one: Json | undefined, other: Json | undefined): boolean {
  return canonical(one) === canonical(other);
}

/** Lines about one difference beyond which the rest is counted. */
const mostLines = 20;

/** What differs, a line each: `Mode: Audit → Enforce`. */
export function differences(is: Json | undefined, willBe: Json | undefined): string[] {
  if (willBe === undefined) return is === undefined ? [] : ['remove it'];
  if (is === undefined) return ['add it'];
  const lines = differ(is, willBe, '');
  return lines.length <= mostLines
    ? lines
    : [...lines.slice(0, mostLines), `and ${lines.length - mostLines} more differences`];
}

function differ(is: Json | undefined, willBe: Json | undefined, path: string): string[] {
  if (same(is, willBe)) return [];
  if (isRecord(is) && isRecord(willBe)) {
    const names = [...new Set([...Object.keys(is), ...Object.keys(willBe)])].sort();
    return names.flatMap((name) => differ(is[name], willBe[name], path === '' ? name : `${path}.${name}`));
  }
  if (Array.isArray(is) && Array.isArray(willBe)) return differList(is, willBe, path);
  return [`${path === '' ? '' : `${path}: `}${shown(is)} → ${shown(willBe)}`];
}

/** Lists here are sets of addresses, domains, ranges: what came and what went says more than positions. */
function differList(is: readonly Json[], willBe: readonly Json[], path: string): string[] {
  const before = new Set(is.map(canonical));
  const after = new Set(willBe.map(canonical));
  const added = willBe.filter((item) => !before.has(canonical(item)));
  const removed = is.filter((item) => !after.has(canonical(item)));
  const lines = [...removed.map((item) => `− ${shown(item)}`), ...added.map((item) => `+ ${shown(item)}`)];
  if (lines.length === 0) lines.push('another order');
  return lines.map((line) => (path === '' ? line : `${path}: ${line}`));
}

function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : canonical(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !isList(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
