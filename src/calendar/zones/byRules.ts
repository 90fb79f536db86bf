/** A zone by what its clock does, where the name says nothing. */
import type { JComponent } from '../icalendar/jcal.ts';
import { DAY } from '../icalendar/moment.ts';
import { windowsZones } from '../windowsZones.generated.ts';
import { embeddedZone } from './embedded.ts';
import { changesOf, ianaZone } from './iana.ts';
import { citiesIn } from './names.ts';
import type { Zone } from './zone.ts';

const YEARS = 6;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const FOUND_KEPT = 500;
/** Offsets that Etc/GMT has, in hours. */
const FURTHEST = 14;

/** Memo of a pure function (bounded). */
const found = new Map<string, Zone | undefined>();

/**
 * The IANA zone that shows the same time as this VTIMEZONE at every moment from the
 * year before `around` (UTC ms) to four years after it; one whose city `name` names goes first.
 */
export function zoneByRules(definition: JComponent, around: number, name: string): Zone | undefined {
  const year = new Date(around).getUTCFullYear() - 1;
  const key = `${year} ${name} ${JSON.stringify(definition)}`;
  if (found.has(key)) return found.get(key);
  if (found.size >= FOUND_KEPT) found.clear();
  const zone = search(embeddedZone(definition, name), year, name);
  found.set(key, zone);
  return zone;
}

/** Whether both show the same time in the years around. */
export function agrees(zone: Zone, definition: JComponent, around: number): boolean {
  return sameClock(zone, embeddedZone(definition, zone.id), new Date(around).getUTCFullYear() - 1);
}

function search(written: Zone, year: number, name: string): Zone | undefined {
  const fixed = fixedOffset(written, year);
  const candidates = [...citiesIn(name), ...(fixed === undefined ? [] : etc(fixed)), ...new Set(windowsZones.values())];
  for (const iana of candidates) {
    const zone = ianaZone(iana);
    if (zone && sameClock(zone, written, year)) return zone;
  }
  return undefined;
}

/** Weeks are compared one by one; a change is looked for to the minute where the IANA zone has one. */
function sameClock(zone: Zone, written: Zone, year: number): boolean {
  const start = Date.UTC(year, 0, 1, 12);
  const end = Date.UTC(year + YEARS, 0, 1);
  // Half a year apart first: most zones differ there already.
  for (const wall of [start, start + 182 * DAY]) if (zone.toUtc(wall) !== written.toUtc(wall)) return false;
  for (let wall = start; wall < end; wall += 7 * DAY) if (zone.toUtc(wall) !== written.toUtc(wall)) return false;
  for (let each = year; each < year + YEARS; each++) {
    const changes = changesOf(zone.iana ?? zone.id, each);
    for (const [index, { at, offset }] of changes.entries()) {
      const before = changes[index - 1]?.offset;
      if (before === undefined) continue;
      // Just outside the hour that is skipped or shown twice.
      for (const wall of [at + Math.min(before, offset) - MINUTE, at + Math.max(before, offset) + MINUTE])
        if (zone.toUtc(wall) !== written.toUtc(wall)) return false;
    }
  }
  return true;
}

function fixedOffset(written: Zone, year: number): number | undefined {
  const start = Date.UTC(year, 0, 1, 12);
  const offset = start - written.toUtc(start);
  for (let week = 0; week < 52; week++) {
    const wall = start + week * 7 * DAY;
    if (wall - written.toUtc(wall) !== offset) return undefined;
  }
  return offset;
}

/** A clock that never changes is no city's in particular. Etc/GMT counts westward. */
function etc(offset: number): string[] {
  const hours = offset / HOUR;
  if (!Number.isInteger(hours) || hours < -12 || hours > FURTHEST) return [];
  return [hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`];
}
