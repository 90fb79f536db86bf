/** Parameters of cmdlets as data: names in Exchange's spelling, types as its reference gives them. */
export type ParameterType =
  | 'string'
  | 'boolean'
  | 'switch'
  | 'integer'
  /** MultiValuedProperty: one text, a list, or a hash table with Add and Remove. */
  | 'strings'
  | 'date'
  /** 'Unlimited', or a number. */
  | 'unlimited'
  /** One of these, in any case. */
  | { readonly values: readonly string[] }
  /** Exchange has it, and the hub can give it no effect: refused, never ignored. */
  | 'elsewhere';

export type ParameterTable = Readonly<Record<string, ParameterType>>;

/** A hash table's edit of a list. */
export interface Edit {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export type Value = null | boolean | number | string | readonly string[];

/** What a call gave, by names as the table spells them. */
export class Given {
  readonly #values: ReadonlyMap<string, Value | Edit>;

  constructor(values: ReadonlyMap<string, Value | Edit>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.#values.get(name);
    return typeof value === 'boolean' ? value : undefined;
  }

  integer(name: string): number | undefined {
    const value = this.#values.get(name);
    return typeof value === 'number' ? value : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value : [];
  }

  /** The value that a property has after the call. */
  after(name: string, before: Value): Value {
    const value = this.#values.get(name);
    if (value === undefined) return before;
    if (!isEdit(value)) return value === null && Array.isArray(before) ? [] : value;
    const list = Array.isArray(before) ? (before as readonly string[]) : [];
    const gone = new Set(value.remove.map(fold));
    const kept = list.filter((each) => !gone.has(fold(each)));
    const there = new Set(kept.map(fold));
    return [...kept, ...value.add.filter((each) => !there.has(fold(each)))];
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }
}

const fold = (text: string) => text.toLowerCase();

function isEdit(value: Value | Edit): value is Edit {
  return typeof value === 'object' && value !== null && 'add' in value;
}
