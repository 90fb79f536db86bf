import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationEntry } from '../../../store/contract.ts';
import type { Change, State } from '../cmdlets/cmdlet.ts';
import { invalidValue, objectExists, objectNotFound } from '../frame/failure.ts';
import { guid, type Told } from '../frame/told.ts';
import type { Given, Value } from '../parameters/types.ts';

/** Settable properties of an object, by the names of the parameters that set them. */
export type Bag = Readonly<Record<string, Value>>;

/**
 * A kind of object: how what the mail flow keeps (the body of its configuration entry) and
 * what Exchange calls it (a bag of properties) become each other. Properties that the body
 * has no place for are kept beside it and told again, so that a client which writes and
 * reads back sees no difference.
 */
export interface Family<Body> {
  readonly kind: ConfigurationEntry['kind'];
  /** In messages: 'Outbound connector'. */
  readonly noun: string;
  /** Every settable property, with what it is where nobody set it. */
  readonly defaults: Bag;
  bagOf(body: Body): Bag;
  /** Throws a failure for what can't be. `before` has what no parameter sets. */
  bodyOf(name: string, bag: Bag, state: State, before: Body | undefined): Body;
  /** Properties that nobody sets. */
  readonly about?: (found: Found, state: State) => Told;
}

export interface Found {
  readonly name: string;
  readonly bag: Bag;
}

export function all<Body>(family: Family<Body>, state: State): Found[] {
  return state.entries.ofKind(family.kind).map(({ name }) => read(family, name, state));
}

/** The object of this name; where there is no entry, as it is by default. */
export function read<Body>(family: Family<Body>, name: string, state: State): Found {
  const body = state.entries.body(family.kind, name) as Body | undefined;
  const kept = (state.entries.body('exchange', `${family.kind}/${name}`) ?? {}) as Bag;
  return { name, bag: { ...family.defaults, ...kept, ...(body === undefined ? {} : family.bagOf(body)) } };
}

/** By name, GUID, or what else names it. */
export function find<Body>(family: Family<Body>, identity: string, state: State): Found {
  const wanted = identity.toLowerCase();
  const found = all(family, state).find(
    ({ name }) => name.toLowerCase() === wanted || guidOf(family.kind, name, state) === wanted,
  );
  if (found === undefined) throw objectNotFound(identity, state.directory.domain || state.tenant);
  return found;
}

export function told<Body>(family: Family<Body>, found: Found, state: State): Told {
  const id = guidOf(family.kind, found.name, state);
  return {
    Name: found.name,
    Identity: found.name,
    Id: found.name,
    Guid: guid(id),
    ExchangeObjectId: guid(id),
    ...found.bag,
    ...family.about?.(found, state),
    IsValid: true,
    ObjectState: 'Unchanged',
    OrganizationId: state.tenant,
  };
}

/** What Get-* of the family gives out: one by its identity, or all. */
export function listed<Body>(family: Family<Body>, given: Given, state: State): Told[] {
  const identity = given.text('Identity');
  const found = identity === undefined ? all(family, state) : [find(family, identity, state)];
  return found.map((each) => told(family, each, state));
}

export function create<Body>(family: Family<Body>, name: string, given: Given, state: State): Change {
  const there = all(family, state).some((each) => each.name.toLowerCase() === name.toLowerCase());
  if (there) throw objectExists(family.noun, name);
  if (name.trim() === '' || name.length > 64)
    throw invalidValue(`The name of an object has 1 to 64 characters; "${name.slice(0, 80)}" has ${name.length}.`);
  return {
    writes: written(family, name, after(family, family.defaults, given), state),
    tell: (changed) => [told(family, find(family, name, changed), changed)],
  };
}

/** Sets what is given; `Name` is the name it has afterwards. */
export function alter<Body>(family: Family<Body>, found: Found, given: Given, state: State): Change {
  const name = given.text('Name') ?? found.name;
  const bag = after(family, found.bag, given);
  if (name === found.name) {
    const writes = written(family, name, bag, state);
    // The same value may be written in more than one way, an address with `smtp:` and without.
    const same = writes.every((entry) => isDeepStrictEqual(state.entries.body(entry.kind, entry.name), entry.body));
    return same || isDeepStrictEqual(bag, found.bag) ? unchanged(found.name) : { writes };
  }
  const other = all(family, state).find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (other !== undefined && other.name !== found.name) throw objectExists(family.noun, name);
  return { writes: [...removed(family, found.name), ...written(family, name, bag, state, found.name)] };
}

/** Exchange's answer to a change that changes nothing. */
export function unchanged(identity: string): Change {
  return {
    writes: [],
    warnings: [`The command completed successfully but no settings of '${identity}' have been modified.`],
  };
}

export function removed<Body>(family: Family<Body>, name: string): ConfigurationEntry[] {
  return [
    { kind: family.kind, name, body: undefined },
    { kind: 'exchange', name: `${family.kind}/${name}`, body: undefined },
  ];
}

export function after<Body>(family: Family<Body>, before: Bag, given: Given): Bag {
  return Object.fromEntries(
    Object.entries(before).map(([name, value]) => [
      name,
      given.has(name) ? (given.after(name, value) ?? family.defaults[name] ?? null) : value,
    ]),
  );
}

/** The entry, and beside it what the mail flow has no place for. */
export function written<Body>(
  family: Family<Body>,
  name: string,
  bag: Bag,
  state: State,
  was = name,
): ConfigurationEntry[] {
  const body = family.bodyOf(name, bag, state, state.entries.body(family.kind, was) as Body | undefined);
  const inBody = new Set(Object.keys(family.bagOf(body)));
  const beside = Object.entries(bag).filter(
    ([property, value]) => !inBody.has(property) && !isDeepStrictEqual(value, family.defaults[property]),
  );
  return [
    { kind: family.kind, name, body },
    {
      kind: 'exchange',
      name: `${family.kind}/${name}`,
      body: beside.length === 0 ? undefined : Object.fromEntries(beside),
    },
  ];
}

/** Stable for a kind and a name of one organisation, in the form of a version 8 UUID (rfc9562#5.8). */
export function guidOf(kind: string, name: string, { tenant }: Pick<State, 'tenant'>): string {
  const hash = createHash('sha256').update(`${tenant}\n${kind}\n${name.toLowerCase()}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export const textIn = (bag: Bag, name: string): string | undefined => {
  const value = bag[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};
export const flagIn = (bag: Bag, name: string): boolean => bag[name] === true;
export const listIn = (bag: Bag, name: string): readonly string[] => {
  const value = bag[name];
  return Array.isArray(value) ? value : [];
};
