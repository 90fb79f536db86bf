import type { Comparison, Filter, Literal } from './parse.ts';

/** Whether a resource, as it would be told, is one that the filter asks for. */
export function matches(filter: Filter, resource: object): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(filter.left, resource) && matches(filter.right, resource);
    case 'or':
      return matches(filter.left, resource) || matches(filter.right, resource);
    case 'not':
      return !matches(filter.of, resource);
    case 'startswith':
      return textAt(resource, filter.path).startsWith(filter.value.toLowerCase());
    case 'contains':
      return textAt(resource, filter.path).includes(filter.value.toLowerCase());
    case 'compare':
      return compared(valueAt(resource, filter.path), filter.operator, filter.value);
  }
}

/** The value at `start/dateTime` and its like; undefined where there is none. */
export function valueAt(resource: object, path: string): unknown {
  let value: unknown = resource;
  for (const name of path.split('/')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** Less than, equal, greater: dates by time, text without regard to case, as Exchange compares. */
export function order(one: unknown, other: unknown): number | undefined {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'boolean' && typeof other === 'boolean') return Number(one) - Number(other);
  if (typeof one !== 'string' || typeof other !== 'string') return undefined;
  const times = [timeOf(one), timeOf(other)] as const;
  if (times[0] !== undefined && times[1] !== undefined) return times[0] - times[1];
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}

function compared(value: unknown, operator: Comparison, literal: Literal): boolean {
  if (literal === null || value === undefined || value === null) {
    const same = (value ?? null) === literal;
    return operator === 'eq' ? same : operator === 'ne' ? !same : false;
  }
  const difference = order(value, literal);
  if (difference === undefined) return operator === 'ne';
  switch (operator) {
    case 'eq':
      return difference === 0;
    case 'ne':
      return difference !== 0;
    case 'ge':
      return difference >= 0;
    case 'gt':
      return difference > 0;
    case 'le':
      return difference <= 0;
    case 'lt':
      return difference < 0;
  }
}

function textAt(resource: object, path: string): string {
  const value = valueAt(resource, path);
  return typeof value === 'string' ? value.toLowerCase() : '';
}

/** ms of `2026-11-24`, `2026-11-24T09:00:00[.0000000][Z or offset]`; without offset read as it stands. */
function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text)) return undefined;
  const bare = text.replace(/(\.\d{3})\d+/, '$1');
  const time = Date.parse(bare.length === 10 || /Z$|[+-]\d\d:\d\d$/.test(bare) ? bare : `${bare}Z`);
  return Number.isNaN(time) ? undefined : time;
}
