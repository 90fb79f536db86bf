import { events, type JComponent, subcomponents, text } from '../icalendar/jcal.ts';
import { type Moment, startOf } from '../icalendar/moment.ts';
import { agrees, zoneByRules } from './byRules.ts';
import { embeddedZone } from './embedded.ts';
import { ianaZone } from './iana.ts';
import { certain, hinted } from './names.ts';
import { utcZone, type Zone } from './zone.ts';

const SEARCHED = 8;

/** The zones of one calendar object: what its TZIDs mean. */
export interface ZoneBook {
  zone(tzid: string): Zone;
  /** UTC milliseconds. A floating time or a date is read in the zone of whoever looks. */
  instant(moment: Moment): number;
  /** The zone a moment is told in. */
  of(moment: Moment): Zone;
}

/** `floating`: IANA name of the zone in which floating times and dates are read; UTC without it. */
export function zoneBook(calendar: JComponent, floating?: string): ZoneBook {
  const here = (floating === undefined ? undefined : ianaZone(floating)) ?? utcZone;
  const seen = new Map<string, Zone>();
  const book: ZoneBook = {
    zone(tzid) {
      let zone = seen.get(tzid);
      if (!zone) {
        zone = zoneOf(calendar, tzid) ?? here;
        seen.set(tzid, zone);
      }
      return zone;
    },
    of(moment) {
      if (moment.kind === 'utc') return utcZone;
      return moment.tzid === undefined ? here : book.zone(moment.tzid);
    },
    instant: (moment) => book.of(moment).toUtc(moment.wall),
  };
  return book;
}

/** A zone by its name alone, where there are no rules to go by. */
export function named(tzid: string): Zone | undefined {
  return certain(tzid) ?? hinted(tzid);
}

/**
 * What a TZID means in its calendar: a name that leaves no doubt, else a zone with the rules of
 * its VTIMEZONE, else that VTIMEZONE as it stands. Undefined where all are wanting.
 */
export function zoneOf(calendar: JComponent, tzid: string): Zone | undefined {
  const meant = certain(tzid);
  if (meant) return meant;
  const definitions = subcomponents(calendar, 'vtimezone');
  const place = definitions.findIndex((candidate) => text(candidate, 'tzid') === tzid);
  const definition = definitions[place];
  const hint = hinted(tzid);
  if (!definition) return hint;
  const located = ianaZone(text(definition, 'x-lic-location'));
  if (located) return located;
  // A calendar has a zone or two; one with hundreds wants its reader to search for ever.
  if (place >= SEARCHED) return embeddedZone(definition, tzid);
  const around = earliestStart(calendar);
  if (hint && agrees(hint, definition, around)) return hint;
  return zoneByRules(definition, around, tzid) ?? embeddedZone(definition, tzid);
}

/** A TZID of some start that means nothing: which hour is meant can't be told (rfc5545#3.2.19 asks for its VTIMEZONE). */
export function unknownZone(calendar: JComponent): string | undefined {
  const names = new Set(events(calendar).flatMap((event) => startOf(event)?.tzid ?? []));
  return [...names].find((tzid) => zoneOf(calendar, tzid) === undefined);
}

/** The wall will do: only the year is asked for. */
function earliestStart(calendar: JComponent): number {
  const walls = events(calendar).map((event) => startOf(event)?.wall ?? Number.POSITIVE_INFINITY);
  const earliest = walls.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  // What begins before 1970 (a birthday) tells nothing of the rules that hold.
  return Number.isFinite(earliest) ? Math.max(earliest, Date.UTC(2000, 0, 1)) : Date.UTC(2026, 0, 1);
}
