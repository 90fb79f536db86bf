/** One person's day: what she attends, in order. */
import { attends } from './alarms.ts';
import { text } from './icalendar/jcal.ts';
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

/** What touches the day, each instance once though it be on two calendars: whole days first, then by time. */
export function agendaOf(
  objects: readonly string[],
  day: LocalDay,
  reader: { readonly timeZone: string; readonly addresses: readonly string[] },
): Instance[] {
  const found = new Map<string, Instance>();
  for (const ics of objects) {
    for (const instance of instances(parseStored(ics), day.from, day.to, { timeZone: reader.timeZone })) {
      if (!attends(instance.event, reader.addresses)) continue;
      found.set(`${instance.start}\n${text(instance.event, 'uid')}`, instance);
    }
  }
  return [...found.values()].sort(inOrder).slice(0, mostEntries);
}

function inOrder(one: Instance, other: Instance): number {
  const wholeDays = Number(other.moment.kind === 'date') - Number(one.moment.kind === 'date');
  return wholeDays || one.start - other.start || one.end - other.end;
}

function zoneNamed(timeZone: string): Zone {
  return ianaZone(timeZone) ?? utcZone;
}
