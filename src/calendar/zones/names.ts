/**
 * What programs call a zone. A name is taken for a zone where it can mean one thing only;
 * what Outlook shows its users and three-letter names are hints, and have to be borne out.
 */
import { windowsZones } from '../windowsZones.generated.ts';
import { ianaZone } from './iana.ts';
import { utcZone, type Zone } from './zone.ts';

const windows: ReadonlyMap<string, string> = new Map(
  [...windowsZones].map(([name, iana]) => [name.toLowerCase(), iana]),
);

/** Exchange's, Apple's and plain words for UTC. */
const utcNames: ReadonlySet<string> = new Set([
  'utc',
  'z',
  'gmt',
  'etc/utc',
  'etc/gmt',
  'tzone://microsoft/utc',
  'coordinated universal time',
]);

/** Outlook's names of North America, which hold no city. */
const regions: ReadonlyMap<string, string> = new Map([
  ['newfoundland', 'America/St_Johns'],
  ['atlantic time', 'America/Halifax'],
  ['eastern time', 'America/New_York'],
  ['indiana', 'America/Indianapolis'],
  ['central time', 'America/Chicago'],
  ['saskatchewan', 'America/Regina'],
  ['mountain time', 'America/Denver'],
  ['arizona', 'America/Phoenix'],
  ['pacific time', 'America/Los_Angeles'],
  ['alaska', 'America/Anchorage'],
  ['hawaii', 'Pacific/Honolulu'],
]);

const NAME_CAP = 200;

/** A zone by a name that leaves no doubt: IANA, Windows (Exchange), UTC, or IANA behind a vendor's path. */
export function certain(tzid: string): Zone | undefined {
  const name = plain(tzid);
  const known = windows.get(name.toLowerCase());
  if (known !== undefined) return ianaZone(known);
  if (utcNames.has(name.toLowerCase())) return utcZone;
  if (!name.includes('/')) return undefined;
  return ianaZone(name) ?? behindPath(name);
}

/** A zone that the name speaks of, without certainty: to be used where rules agree, or where there are none. */
export function hinted(tzid: string): Zone | undefined {
  const name = plain(tzid);
  return name.startsWith('(') ? shown(name) : ianaZone(name);
}

/** IANA names of cities that stand in a text. */
export function citiesIn(text: string): string[] {
  const words = new Set(
    text
      .slice(0, NAME_CAP)
      .split(/[,/:()&]/)
      .map((word) => word.trim().toLowerCase()),
  );
  return [...cities()].flatMap(([city, iana]) => (words.has(city) ? [iana] : []));
}

/** `/mozilla.org/20070129_1/Europe/Paris`, `/freeassociation.sourceforge.net/Tzfile/Europe/Paris` and their like. */
function behindPath(name: string): Zone | undefined {
  const segments = name.split('/');
  // A path names its vendor first: by a domain. `Europe/Atlantis` is nobody's.
  if (!name.startsWith('/') && !segments[0]?.includes('.')) return undefined;
  for (const length of [3, 2, 1]) {
    const zone = segments.length > length ? ianaZone(segments.slice(-length).join('/')) : undefined;
    if (zone) return zone;
  }
  return undefined;
}

/** `(UTC+01:00) Amsterdam, Berlin, Bern`, `(GMT+01.00) Amsterdam / Berlin`: the offset has to be the zone's own. */
function shown(name: string): Zone | undefined {
  const close = name.indexOf(')');
  const offset = close < 0 ? undefined : offsetOf(name.slice(1, close));
  if (offset === undefined) return undefined;
  const rest = name.slice(close + 1).trim();
  const lower = rest.toLowerCase();
  if (offset === 0 && utcNames.has(lower)) return utcZone;
  const region = [...regions].find(([words]) => lower.startsWith(words))?.[1];
  for (const iana of region === undefined ? citiesIn(rest) : [region]) {
    const zone = ianaZone(iana);
    if (zone && standardOffset(zone) === offset) return zone;
  }
  return undefined;
}

/** `UTC`, `UTC+01:00`, `GMT-03.30` in ms. */
function offsetOf(text: string): number | undefined {
  const found = /^(?:UTC|GMT)(?:\s?([+-])(\d\d?)[:.](\d\d))?$/i.exec(text.trim());
  if (!found) return undefined;
  const [, sign, hours = '0', minutes = '0'] = found;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Of winter and summer the smaller, in a year that is as good as any. */
function standardOffset(zone: Zone): number {
  const january = Date.UTC(2026, 0, 15);
  const july = Date.UTC(2026, 6, 15);
  return Math.min(zone.toWall(january) - january, zone.toWall(july) - july);
}

function plain(tzid: string): string {
  const trimmed = tzid.slice(0, NAME_CAP).trim();
  const quoted = trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"');
  return quoted ? trimmed.slice(1, -1).trim() : trimmed;
}

/** Made once, at first need: cities by their English name. */
let madeCities: ReadonlyMap<string, string> | undefined;

function cities(): ReadonlyMap<string, string> {
  madeCities ??= new Map(
    Intl.supportedValuesOf('timeZone')
      .filter((iana) => iana.includes('/') && !iana.startsWith('Etc/'))
      .map((iana) => [
        iana
          .slice(iana.lastIndexOf('/') + 1)
          .replaceAll('_', ' ')
          .toLowerCase(),
        iana,
      ]),
  );
  return madeCities;
}
