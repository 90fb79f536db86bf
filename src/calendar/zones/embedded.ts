import ICAL from 'ical.js';
import type { JComponent, JProperty } from '../icalendar/jcal.ts';
import type { Zone } from './zone.ts';

const ZONES_KEPT = 200;
const OBSERVANCES_CAP = 64;
const LAST_YEAR = 2100;

/** Memo by content: the same made-up zone in a thousand invitations is computed once (bounded). */
const zones = new Map<string, Zone>();

/** A zone by its VTIMEZONE (rfc5545#3.6.5), for names that mean nothing outside their calendar. */
export function embeddedZone(definition: JComponent, tzid: string): Zone {
  const key = JSON.stringify(definition);
  const known = zones.get(key);
  if (known) return known;
  if (zones.size >= ZONES_KEPT) zones.clear();
  const zone = build(definition, tzid);
  zones.set(key, zone);
  return zone;
}

function build(definition: JComponent, tzid: string): Zone {
  // JSON copy: ical.js writes into the arrays it is given.
  const component = new ICAL.Component(JSON.parse(JSON.stringify(harmless(definition))));
  const timezone = new ICAL.Timezone({ component, tzid });
  const offset = (wall: number): number => {
    const date = new Date(wall);
    const time = new ICAL.Time(
      {
        // ical.js lists every change up to the year it is asked about; beyond this one the last rule is as good.
        year: Math.min(date.getUTCFullYear(), LAST_YEAR),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
        isDate: false,
      },
      timezone,
    );
    return timezone.utcOffset(time) * 1000;
  };
  return {
    id: tzid,
    toUtc: (wall) => wall - offset(wall),
    toWall(utc) {
      const guess = utc + offset(utc);
      return utc + offset(guess);
    },
  };
}

/** Only rules that recur once or twice a year, so that reading a zone can't be made expensive. */
function harmless([name, properties, observances]: JComponent): JComponent {
  const kept = observances
    .filter(([kind]) => kind === 'standard' || kind === 'daylight')
    .slice(0, OBSERVANCES_CAP)
    .map(
      ([kind, lines, parts]): JComponent => [
        kind,
        lines.filter((line) => line[0] !== 'rrule' || isYearly(line)).filter((line) => !isAncient(line)),
        parts,
      ],
    );
  return [name, properties, kept];
}

function isYearly(rule: JProperty): boolean {
  const value = rule[3];
  if (typeof value !== 'object' || value === null) return false;
  const parts = Object.keys(value);
  return (
    'freq' in value &&
    value.freq === 'YEARLY' &&
    !parts.some((part) => ['byhour', 'byminute', 'bysecond'].includes(part))
  );
}

function isAncient(line: JProperty): boolean {
  return line[0] === 'dtstart' && typeof line[3] === 'string' && line[3] < '1600';
}
