import type { Person } from '../../directory/types.ts';
import type { Calendar, CollectionProperty, InboxMessage, ObjectEntry } from '../../store/contract.ts';
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
  | DescribedInbox
  | DescribedMessage
  | DescribedCalendar
  | DescribedObject;

export interface DescribedInbox {
  readonly kind: 'inbox';
  readonly resource: ResourceOf<'inbox'>;
  readonly owner: Person;
  readonly kept: Kept;
  readonly messages: readonly InboxEntry[];
}

type InboxEntry = Omit<InboxMessage, 'ics'>;

export interface DescribedMessage {
  readonly kind: 'message';
  readonly resource: ResourceOf<'message'>;
  readonly owner: Person;
  /** With its text where a report tells it. */
  readonly message: InboxEntry & { readonly ics?: string };
  readonly render?: (ics: string) => string;
}

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
