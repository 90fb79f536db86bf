import { parameterFailure } from '../frame/failure.ts';
import { type Edit, Given, type ParameterTable, type ParameterType, type Value } from './types.ts';

/** What every cmdlet takes (about_CommonParameters). */
const common: ParameterTable = {
  Confirm: 'switch',
  WhatIf: 'switch',
  Debug: 'switch',
  Verbose: 'switch',
  ErrorAction: 'string',
  WarningAction: 'string',
  InformationAction: 'string',
  ErrorVariable: 'string',
  WarningVariable: 'string',
  InformationVariable: 'string',
  OutBuffer: 'integer',
  OutVariable: 'string',
  PipelineVariable: 'string',
};

const longestText = 20_000;
const mostValues = 5000;

/** What the call gave, by the names of the table. Throws Exchange's refusal for what is unknown, missing or of another type. */
export function bind(
  input: Readonly<Record<string, unknown>>,
  table: ParameterTable,
  required: readonly string[],
): Given {
  const names = new Map([...Object.keys(common), ...Object.keys(table)].map((name) => [name.toLowerCase(), name]));
  const values = new Map<string, Value | Edit>();
  for (const [written, value] of Object.entries(input)) {
    if (written.startsWith('@') || written.includes('@odata.')) continue;
    const name = names.get(written.toLowerCase());
    if (name === undefined) {
      throw parameterFailure(`A parameter cannot be found that matches parameter name '${written.slice(0, 100)}'.`);
    }
    if (values.has(name)) {
      throw parameterFailure(`Cannot bind parameter because parameter '${name}' is specified more than once.`);
    }
    const type = table[name] ?? common[name];
    if (type !== undefined) values.set(name, boundValue(name, type, value));
  }
  const missing = required.filter((name) => !values.has(name) || values.get(name) === null);
  if (missing.length > 0) {
    throw parameterFailure(
      `Cannot process command because of one or more missing mandatory parameters: ${missing.join(' ')}.`,
    );
  }
  return new Given(values);
}

function boundValue(name: string, type: ParameterType, value: unknown): Value | Edit {
  if (type === 'elsewhere') {
    // What the hub has already.
    if (value === null || value === false || value === 0) return value;
    if (isEmptyTable(value) || (Array.isArray(value) && value.length === 0)) return null;
    throw parameterFailure(
      `The parameter '${name}' can't be used here: this hub has nothing that it could change, and does not pretend to.`,
    );
  }
  if (type === 'strings') return listOf(name, value);
  if (value === null || isEmptyTable(value)) return null;
  if (typeof type === 'object') {
    const found = type.values.find((each) => each.toLowerCase() === String(value).toLowerCase());
    if (typeof value !== 'string' || found === undefined)
      throw mismatch(name, value, `one of ${type.values.join(', ')}`);
    return found;
  }
  switch (type) {
    case 'string':
      if (typeof value === 'number') return String(value);
      if (typeof value !== 'string') throw mismatch(name, value, 'System.String');
      return within(name, value);
    case 'boolean':
    case 'switch':
      if (typeof value !== 'boolean') throw mismatch(name, value, 'System.Boolean');
      return value;
    case 'integer':
      return wholeNumber(name, value);
    case 'unlimited':
      if (typeof value === 'string' && value.toLowerCase() === 'unlimited') return 'Unlimited';
      return wholeNumber(name, value);
    case 'date':
      return dateOf(name, value);
  }
}

function wholeNumber(name: string, value: unknown): number {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw mismatch(name, value, 'System.Int32');
  return number;
}

/** As ISO text in UTC; what names no zone is UTC. */
function dateOf(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  const iso = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,7})?)?)?(z|Z|[+-]\d\d:\d\d)?$/.exec(text);
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  let at = Number.NaN;
  if (american) at = Date.UTC(Number(american[3]), Number(american[1]) - 1, Number(american[2]));
  else if (iso) {
    const written = text.replace(' ', 'T').replace('z', 'Z');
    at = Date.parse(iso[1] === undefined || iso[4] !== undefined ? written : `${written}Z`);
  }
  if (Number.isNaN(at)) throw mismatch(name, value, 'System.DateTime');
  return new Date(at).toISOString();
}

function listOf(name: string, value: unknown): readonly string[] | Edit {
  if (value === null || isEmptyTable(value)) return [];
  if (Array.isArray(value)) return textsOf(name, value);
  if (typeof value === 'object') {
    const table = value as Readonly<Record<string, unknown>>;
    const add = textsOf(name, [entryOf(table, 'add') ?? []].flat());
    const remove = textsOf(name, [entryOf(table, 'remove') ?? []].flat());
    const other = Object.keys(table).find((key) => !key.startsWith('@') && !/^(add|remove)(@|$)/i.test(key));
    if (other !== undefined) throw mismatch(name, `@{${other}=…}`, 'a hash table of Add and Remove');
    return { add, remove };
  }
  return textsOf(name, [value]);
}

function textsOf(name: string, values: readonly unknown[]): readonly string[] {
  if (values.length > mostValues) throw parameterFailure(`Parameter '${name}': at most ${mostValues} values.`);
  return values.map((value) => {
    if (typeof value !== 'string' && typeof value !== 'number') throw mismatch(name, value, 'System.String');
    return within(name, String(value));
  });
}

function entryOf(table: Readonly<Record<string, unknown>>, wanted: string): unknown {
  return Object.entries(table).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** Exchange's way to say "nothing" where JSON says null. */
function isEmptyTable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).every((key) => key.startsWith('@'));
}

function within(name: string, text: string): string {
  if (text.length > longestText) throw parameterFailure(`Parameter '${name}': at most ${longestText} characters.`);
  return text;
}

function mismatch(name: string, value: unknown, type: string) {
  const found = typeof value === 'string' ? `"${value.slice(0, 100)}"` : `of type ${typeof value}`;
  return parameterFailure(
    `Cannot process argument transformation on parameter '${name}'. Cannot convert value ${found} to type "${type}".`,
  );
}
