import { createHash } from 'node:crypto';
import { scheduleTagOf } from '../../calendar/scheduling/scheduleTag.ts';
import type { Person } from '../../directory/types.ts';
import type { Calendar, CalendarComponent, CalendarObject, ObjectEntry, Store } from '../../store/contract.ts';

/** The slug of the calendar on which invitations are filed. */
export const defaultSlug = 'calendar';

/** What calendars here can take (rfc4791#5.2.3). */
export const calendarComponents: readonly CalendarComponent[] = ['VEVENT', 'VTODO'];

/** A person's calendars; the default one is there before anything was filed on it. */
export async function calendarsOf(store: Store, owner: Person): Promise<Calendar[]> {
  const kept = await store.reads.calendars(owner.id);
  if (kept.some(({ slug }) => slug === defaultSlug)) return kept;
  return [{ id: `${owner.id}/${defaultSlug}`, ownerId: owner.id, slug: defaultSlug, name: '', change: 0 }, ...kept];
}

export async function calendarBySlug(store: Store, owner: Person, slug: string): Promise<Calendar | undefined> {
  return (await calendarsOf(store, owner)).find((calendar) => calendar.slug === slug);
}

/** Strong entity tag (rfc9110#8.8.3): the time keeps those of an earlier calendar of the same name apart. */
export function etagOf({ change, version, updatedAt }: ObjectEntry): string {
  return `"${change}-${version}-${updatedAt.toString(36)}"`;
}

/** Schedule-Tag (rfc6638#3.2.10); undefined for what is nobody's meeting. */
export function scheduleTag({ role, ics, invitedAs }: CalendarObject, owner: Person): string | undefined {
  return role === 'none' ? undefined : `"${scheduleTagOf(ics, invitedAs ?? owner.address)}"`;
}

/** A calendar's generation: its id without the owner, so that a token tells nothing about anybody. */
function generationOf({ id }: Calendar): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 12);
}

/** What a client that has read the calendar up to this change brings back (rfc6578#3.2). */
export function syncTokenOf(calendar: Calendar, change: number = calendar.change): string {
  return `urn:passerelle:sync:${generationOf(calendar)}:${change}`;
}

/** The change that a token stands for; undefined when it is not of this calendar, or older than what is remembered. */
export function changeOf(token: string, calendar: Calendar): number | undefined {
  const prefix = `urn:passerelle:sync:${generationOf(calendar)}:`;
  if (!token.startsWith(prefix) || !/^\d{1,15}$/.test(token.slice(prefix.length))) return undefined;
  const change = Number(token.slice(prefix.length));
  return change <= calendar.change && change >= (calendar.forgotten ?? 0) ? change : undefined;
}
