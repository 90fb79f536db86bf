import { type JComponent, subcomponents, text } from '../icalendar/jcal.ts';
import type { Moment } from '../icalendar/moment.ts';
import { windowsZones } from '../windowsZones.generated.ts';
import { embeddedZone } from './embedded.ts';
import { ianaZone } from './iana.ts';
import { utcZone, type Zone } from './zone.ts';

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
        zone = named(tzid) ?? defined(calendar, tzid) ?? here;
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

/** A zone by its name alone: IANA, Windows (Exchange), or IANA behind a vendor's prefix. */
export function named(tzid: string): Zone | undefined {
  const windows = windowsZones.get(tzid);
  if (windows !== undefined) return ianaZone(windows);
  const direct = ianaZone(tzid);
  if (direct) return direct;
  if (tzid.toLowerCase() === 'tzone://microsoft/utc') return utcZone;
  // Old Mozilla and Evolution: /freeassociation.sourceforge.net/Tzfile/Europe/Paris
  if (!tzid.startsWith('/')) return undefined;
  const segments = tzid.split('/');
  return ianaZone(segments.slice(-3).join('/')) ?? ianaZone(segments.slice(-2).join('/'));
}

function defined(calendar: JComponent, tzid: string): Zone | undefined {
  const definition = subcomponents(calendar, 'vtimezone').find((candidate) => text(candidate, 'tzid') === tzid);
  if (!definition) return undefined;
  return ianaZone(text(definition, 'x-lic-location')) ?? embeddedZone(definition, tzid);
}
