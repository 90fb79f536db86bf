import { addressOf, organizerOf } from '../icalendar/calAddress.ts';
import { events, type JComponent } from '../icalendar/jcal.ts';
import { parseStored } from '../icalendar/parse.ts';
import { withBusyStatus } from '../itip/busyStatus.ts';
import { withoutOwnMarks } from '../itip/ownMarks.ts';
import { withPersonal } from '../itip/personal.ts';
import { assemble, attendeesOf, openSeries, partsOf, type Stored, store } from '../itip/series.ts';
import { instanceKey } from '../recurrence/instance.ts';
import { partStatOf } from '../scheduling/read.ts';
import { compareVersions, versionOf } from '../scheduling/version.ts';
import { zoneBook } from '../zones/book.ts';

export interface Imported extends Stored {
  readonly kind: 'put';
  readonly what: 'imported' | 'updated';
  readonly role: 'organizer' | 'attendee' | 'none';
  readonly invitedAs?: string;
}

/**
 * An object from a file on the calendar of whoever has these addresses. Of each
 * component the later revision counts (rfc5546#2.1.5), whichever side has it; what is on
 * the calendar only stays. Nobody is told anything.
 */
export function mergeImported(given: {
  readonly stored?: string;
  readonly calendar: JComponent;
  readonly addresses: readonly string[];
}): Imported | { readonly kind: 'unchanged' } {
  const before = given.stored === undefined ? undefined : openSeries(parseStored(given.stored));
  const zones = zoneBook(given.calendar);
  const kept = new Map(before ? partsOf(before).map((event) => [instanceKey(event, before.zones), event]) : []);
  let changed = false;
  // The later of two that the file itself holds, too.
  for (const event of openedLatest(given.calendar)) {
    const key = instanceKey(event, zones);
    const known = kept.get(key);
    if (known && compareVersions(versionOf(event), versionOf(known)) <= 0) continue;
    kept.set(key, known ? withPersonal(event, known) : event);
    changed = true;
  }
  if (!changed) return { kind: 'unchanged' };
  const own = ownRole([...kept.values()], given.addresses);
  const parts = [...kept.values()].map((event) => (own.role === 'attendee' ? shown(event, given.addresses) : event));
  const calendar = assemble(parts, before ? [before.calendar, given.calendar] : [given.calendar]);
  return { kind: 'put', what: before ? 'updated' : 'imported', ...own, ...store(calendar) };
}

function openedLatest(calendar: JComponent): JComponent[] {
  const zones = zoneBook(calendar);
  const latest = new Map<string, JComponent>();
  for (const event of events(calendar).map(withoutOwnMarks)) {
    const key = instanceKey(event, zones);
    const known = latest.get(key);
    if (!known || compareVersions(versionOf(event), versionOf(known)) > 0) latest.set(key, event);
  }
  return [...latest.values()];
}

function ownRole(parts: readonly JComponent[], addresses: readonly string[]): Pick<Imported, 'role' | 'invitedAs'> {
  const organizer = parts.map(organizerOf).find((address) => address !== undefined);
  if (organizer === undefined) return { role: 'none' };
  if (addresses.includes(organizer)) return { role: 'organizer' };
  const invited = parts.flatMap((event) => attendeesOf(event).map(addressOf)).find((each) => addresses.includes(each));
  return invited === undefined ? { role: 'attendee' } : { role: 'attendee', invitedAs: invited };
}

/** How it blocks time, by the answer that stands in the file. */
function shown(event: JComponent, addresses: readonly string[]): JComponent {
  const line = attendeesOf(event).find((each) => addresses.includes(addressOf(each)));
  return line && !versionOf(event).cancelled ? withBusyStatus(event, partStatOf(line)) : event;
}
