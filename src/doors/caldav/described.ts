import type { Person } from '../../directory/types.ts';
import type { Calendar, CollectionProperty, ObjectEntry } from '../../store/contract.ts';
import type { Resource } from './resource.ts';

/** What clients keep with a collection: elements as XML, by expanded name. */
export type Kept = ReadonlyMap<string, string>;

type ResourceOf<Kind extends Resource['kind']> = Resource & { readonly kind: Kind };

/** What there is to tell about one resource. */
export type Described =
  | {
      readonly kind: 'plain';
      readonly resource: ResourceOf<'root' | 'principal' | 'home' | 'outbox'>;
      readonly owner: Person;
    }
  | { readonly kind: 'inbox'; readonly resource: ResourceOf<'inbox'>; readonly owner: Person; readonly kept: Kept }
  | DescribedCalendar
  | DescribedObject;

export interface DescribedCalendar {
  readonly kind: 'calendar';
  readonly resource: ResourceOf<'calendar'>;
  readonly owner: Person;
  readonly calendar: Calendar;
  readonly kept: Kept;
}

export interface DescribedObject {
  readonly kind: 'object';
  readonly resource: ResourceOf<'object'>;
  readonly owner: Person;
  /** With its text where a property of it was asked for that needs it. */
  readonly object: ObjectEntry & { readonly ics?: string };
  /** Set in reports: how its text is told (rfc4791#9.6). */
  readonly render?: (ics: string) => string;
}

/** What is kept with one of a person's collections. */
export function keptWith(properties: readonly CollectionProperty[], collection: string): Kept {
  const own = properties.filter((property) => property.collection === collection);
  return new Map(own.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
}
