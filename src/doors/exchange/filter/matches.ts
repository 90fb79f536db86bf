import { invalidValue } from '../frame/failure.ts';
import { plain, type Told } from '../frame/told.ts';
import type { Comparison, Filter } from './parse.ts';

/** Whether an object is one that the filter asks for; of a list, whether one of its values is. */
export function matches(filter: Filter, told: Told): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(filter.left, told) && matches(filter.right, told);
    case 'or':
      return matches(filter.left, told) || matches(filter.right, told);
    case 'not':
      return !matches(filter.of, told);
    case 'compare': {
      const name = Object.keys(told).find((each) => each.toLowerCase() === filter.property.toLowerCase());
      if (name === undefined) {
        throw invalidValue(`Invalid filter syntax. "${filter.property}" is not a recognized filterable property.`);
      }
      const property = plain(told[name] ?? null);
      const values = Array.isArray(property) ? property : [property];
      const negative = filter.operator === 'ne' || filter.operator === 'notlike';
      const test = (value: null | boolean | number | string) => compare(value, filter.operator, filter.value);
      if (values.length === 0) return test(null);
      return negative ? values.every(test) : values.some(test);
    }
  }
}

function compare(
  value: null | boolean | number | string,
  operator: Comparison,
  wanted: string | boolean | null,
): boolean {
  switch (operator) {
    case 'eq':
      return same(value, wanted);
    case 'ne':
      return !same(value, wanted);
    case 'like':
      return value !== null && wanted !== null && like(String(value).toLowerCase(), String(wanted).toLowerCase());
    case 'notlike':
      return value === null || wanted === null || !like(String(value).toLowerCase(), String(wanted).toLowerCase());
  }
  if (value === null || wanted === null) return false;
  const difference = order(value, wanted);
  switch (operator) {
    case 'gt':
      return difference > 0;
    case 'ge':
      return difference >= 0;
    case 'lt':
      return difference < 0;
    case 'le':
      return difference <= 0;
  }
}

function same(value: null | boolean | number | string, wanted: string | boolean | null): boolean {
  if (wanted === null || wanted === '') return value === null || value === '';
  if (typeof wanted === 'boolean') return value === wanted;
  return value !== null && String(value).toLowerCase() === wanted.toLowerCase();
}

function order(value: boolean | number | string, wanted: string | boolean): number {
  if (typeof value === 'number') return value - Number(wanted);
  const [one, other] = [String(value).toLowerCase(), String(wanted).toLowerCase()];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** `*` stands for any text. The pieces between are looked for once each from left to right, so it never goes back. */
function like(value: string, pattern: string): boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return value === first;
  const last = pieces[pieces.length - 1] ?? '';
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  let at = first.length;
  const end = value.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = value.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
