/** Finding what a request names on a person's calendars. */
import type { Person } from '../../directory/types.ts';
import type { Calendar, CalendarObject, Store } from '../../store/contract.ts';
import { instanceIn, instancesBetween, openObject, type Told, wholeOf } from './event/instance.ts';
import { itemNotFound } from './frame/failure.ts';
import { calendarNamed, eventIdOf } from './ids.ts';

export const defaultSlug = 'calendar';

/** Most instances of one view. */
export const viewLimit = 10_000;

export function calendarKey(person: Person, name: string): string {
  return `${person.id}/${name}`;
}

/** What follows the person in a calendar's id: of it our ids are made, since slugs may be given anew. */
export function nameOf({ id }: Pick<Calendar, 'id'>): string {
  return id.slice(id.indexOf('/') + 1);
}

/** The default calendar is there before its first event is. */
export async function calendarsOf(store: Store, person: Person): Promise<Calendar[]> {
  const kept = await store.reads.calendars(person.id);
  if (kept.some(({ slug }) => slug === defaultSlug)) return kept;
  const id = calendarKey(person, defaultSlug);
  return [{ id, ownerId: person.id, slug: defaultSlug, name: defaultSlug, change: 0 }, ...kept];
}

/** The calendar of this id; the default one without. Throws 404. */
export async function calendarOf(store: Store, person: Person, id: string | undefined): Promise<Calendar> {
  const wanted = id === undefined ? defaultSlug : calendarNamed(id);
  const found = (await calendarsOf(store, person)).find((calendar) => nameOf(calendar) === wanted);
  if (!found) throw itemNotFound();
  return found;
}

/** The event, or instance of a series, that an id names on a person's calendars. Throws 404. */
export async function eventOf(store: Store, person: Person, id: string | undefined): Promise<Told> {
  const named = id === undefined ? undefined : eventIdOf(id);
  const object = named && (await store.reads.objectByName(calendarKey(person, named.calendar), named.name));
  const told = object && toldOf(object, person, named.instance);
  if (!told) throw itemNotFound();
  return told;
}

/** What an object, as it is now, tells of the series or of one instance. */
export function toldOf(object: CalendarObject, person: Person, instance: string | undefined): Told | undefined {
  return instance === undefined
    ? wholeOf(object, person.timeZone)
    : instanceIn(object, openObject(object, person.timeZone), instance);
}

/** Every instance on these calendars that touches [from, to), in order of start. */
export async function viewOf(
  store: Store,
  person: Person,
  calendars: readonly Calendar[],
  range: { readonly from: number; readonly to: number },
): Promise<Told[]> {
  const found: Told[] = [];
  for (const { id } of calendars) {
    for (const object of await store.reads.objects(id, range)) {
      found.push(...instancesBetween(object, range.from, range.to, person.timeZone, viewLimit));
    }
  }
  return found.sort((one, other) => one.start - other.start).slice(0, viewLimit);
}
