/** Properties of each kind of resource, one table a kind; an absent name is answered 404 in its propstat. */
import type { Described } from '../described.ts';
import type { Wanted } from '../wanted.ts';
import { keyOf, type Name, nameOfKey } from '../xml/names.ts';
import type { Xml } from '../xml/write.ts';
import { ofCalendar } from './calendar.ts';
import { everywhere } from './everywhere.ts';
import { ofHome, ofRoot } from './home.ts';
import { ofObject } from './object.ts';
import { ofPrincipal } from './principal.ts';
import type { Property } from './property.ts';
import { ofInbox, ofMessage, ofOutbox } from './scheduling.ts';

type Table = ReadonlyMap<string, Property<never>>;

const table = (properties: readonly Property<never>[]): Table =>
  new Map([...everywhere, ...properties].map((property) => [keyOf(property.name), property]));

const tables: Readonly<Record<Described['resource']['kind'], Table>> = {
  root: table(ofRoot),
  principal: table(ofPrincipal),
  home: table(ofHome),
  inbox: table(ofInbox),
  outbox: table(ofOutbox),
  message: table(ofMessage),
  calendar: table(ofCalendar),
  object: table(ofObject),
};

/** The element of this name; undefined where the resource has none. */
export function propertyOf(described: Described, name: Name): Xml | undefined {
  const key = keyOf(name);
  const kept = 'kept' in described ? described.kept.get(key) : undefined;
  if (kept !== undefined) return { xml: kept };
  // A table holds properties of its own kind of resource, which types can't say.
  const property = tables[described.resource.kind].get(key) as Property | undefined;
  return property?.value(described);
}

/** Names of all it has, or of those that `allprop` tells: dead properties and what RFC 4918 defines. */
export function namesOf(described: Described, which: 'all' | 'shown'): Name[] {
  const live = [...tables[described.resource.kind].values()]
    .filter(({ onlyWhenNamed }) => which === 'all' || !onlyWhenNamed)
    .map(({ name }) => name);
  const kept = 'kept' in described ? [...described.kept.keys()].map(nameOfKey) : [];
  const known = new Set(live.map(keyOf));
  return [...live, ...kept.filter((name) => !known.has(keyOf(name)))];
}

/** Whether objects have to be read with their text to tell this. */
export function readsText(wanted: Wanted): boolean {
  if (wanted.kind !== 'prop') return true;
  return wanted.names.some((name) => tables.object.get(keyOf(name))?.readsText === true);
}

/** Whether the server alone says this of a calendar or inbox (rfc3253#3.12, protected properties). */
export function isLive(kind: 'calendar' | 'inbox', name: Name): boolean {
  return tables[kind].has(keyOf(name)) || tables.object.has(keyOf(name));
}
