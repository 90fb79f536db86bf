import { addressesOf } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { Calendar, CalendarObject, Store } from '../../store/contract.ts';

/** A person's calendars; the default one is there before anything was filed on it. */
export async function calendarsOf(store: Store, person: Person): Promise<Calendar[]> {
  const kept = await store.reads.calendars(person.id);
  if (kept.some(({ slug }) => slug === 'calendar')) return kept;
  return [{ id: `${person.id}/calendar`, ownerId: person.id, slug: 'calendar', name: '', change: 0 }, ...kept];
}

export async function calendarBySlug(store: Store, person: Person, slug: string): Promise<Calendar | undefined> {
  return (await calendarsOf(store, person)).find((calendar) => calendar.slug === slug);
}

/** Whether the address in a path is this person's own. */
export function isOwn(person: Person, address: string): boolean {
  return addressesOf(person).includes(address.toLowerCase());
}

/** Strong entity tag (rfc9110#8.8.3): the calendar's change number never comes twice. */
export function etagOf({ change, version }: CalendarObject): string {
  return `"${change}-${version}"`;
}
