/** One person's day: what she attends, in order. */
import { attends } from './alarms.ts';
import { addressOf } from './icalendar/calAddress.ts';
import { parameter, properties, text } from './icalendar/jcal.ts';
import { DAY } from './icalendar/moment.ts';
import { parseStored } from './icalendar/parse.ts';
import { type Instance, instances } from './occurrences.ts';
import { ianaZone } from './zones/iana.ts';
import { utcZone, type Zone } from './zones/zone.ts';

/** A day of the calendar as the clocks of a zone have it: 23 to 25 hours long. UTC ms. */
export interface LocalDay {
  /** `2026-11-24`. */
  readonly date: string;
  readonly from: number;
  readonly to: number;
}

/** The day in which an instant lies. Unknown zones are read as UTC. */
export function localDay(at: number, timeZone: string): LocalDay {
  const zone = zoneNamed(timeZone);
  const midnight = Math.floor(zone.toWall(at) / DAY) * DAY;
  return {
    date: new Date(midnight).toISOString().slice(0, 10),
    from: zone.toUtc(midnight),
    to: zone.toUtc(midnight + DAY),
  };
}

/** When the clock of that day shows the hour; an hour that it skips is the one that follows (rfc5545#3.3.5). */
export function hourOf({ date }: LocalDay, hour: number, timeZone: string): number {
  return zoneNamed(timeZone).toUtc(Date.parse(`${date}T00:00:00Z`) + hour * 3_600_000);
}

/** Most that one mail tells. */
const mostEntries = 100;

export interface AgendaEntry {
  readonly instance: Instance;
  /** Her answer is still missing. */
  readonly unanswered: boolean;
}

/** What of one object touches the day, for whoever has these addresses. */
export function entriesOf(
  ics: string,
  day: LocalDay,
  reader: { readonly timeZone: string; readonly addresses: readonly string[] },
): AgendaEntry[] {
  const { timeZone, addresses } = reader;
  return instances(parseStored(ics), day.from, day.to, { timeZone })
    .filter(({ event }) => attends(event, addresses))
    .map((instance) => ({ instance, unanswered: isUnanswered(instance, addresses) }));
}

/** Whole days first, then by time; each instance once, though it be on two calendars. */
export function inOrderOfDay(entries: readonly AgendaEntry[]): AgendaEntry[] {
  const found = new Map(
    entries.map((entry) => [`${entry.instance.start}\n${text(entry.instance.event, 'uid')}`, entry]),
  );
  return [...found.values()].sort((one, other) => order(one.instance, other.instance)).slice(0, mostEntries);
}

function order(one: Instance, other: Instance): number {
  const wholeDays = Number(other.moment.kind === 'date') - Number(one.moment.kind === 'date');
  return wholeDays || one.start - other.start || one.end - other.end;
}

/** rfc5545#3.2.12: without PARTSTAT it is NEEDS-ACTION. */
function isUnanswered({ event }: Instance, addresses: readonly string[]): boolean {
  const own = properties(event, 'attendee').find((line) => addresses.includes(addressOf(line)));
  return own !== undefined && (parameter(own, 'partstat')?.toUpperCase() ?? 'NEEDS-ACTION') === 'NEEDS-ACTION';
}

function zoneNamed(timeZone: string): Zone {
  return ianaZone(timeZone) ?? utcZone;
}
