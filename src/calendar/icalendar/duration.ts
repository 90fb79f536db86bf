import type { ZoneBook } from '../zones/book.ts';
import { type JComponent, property, text } from './jcal.ts';
import { DAY, momentOf, startOf } from './moment.ts';

const UNITS: Readonly<Record<string, number>> = { W: 7 * DAY, D: DAY, H: 3_600_000, M: 60_000, S: 1000 };

/** Milliseconds of a DURATION value (rfc5545#3.3.6); undefined when it is none. */
export function durationOf(value: string): number | undefined {
  let sign = 1;
  let at = 0;
  if (value[0] === '-' || value[0] === '+') {
    sign = value[0] === '-' ? -1 : 1;
    at = 1;
  }
  if (value[at] !== 'P' || value.length > 40) return undefined;
  let total = 0;
  let number = '';
  for (at++; at < value.length; at++) {
    const letter = value[at] ?? '';
    if (letter === 'T') continue;
    if (letter >= '0' && letter <= '9') number += letter;
    else {
      const unit = UNITS[letter];
      if (unit === undefined || number === '') return undefined;
      total += Number(number) * unit;
      number = '';
    }
  }
  return number === '' ? sign * total : undefined;
}

/** No event lasts longer than a hundred years; a length that says so would leave what dates can tell. */
const LONGEST = 36_525 * DAY;

/** How long an event lasts, ms: by DTEND, DURATION, or the default of rfc5545#3.6.1 (a day for a DATE, else nothing). */
export function lengthOf(event: JComponent, zones: ZoneBook): number {
  return Math.min(Math.max(0, writtenLength(event, zones)), LONGEST);
}

function writtenLength(event: JComponent, zones: ZoneBook): number {
  const start = startOf(event);
  if (!start) return 0;
  const end = momentOf(property(event, event[0] === 'vtodo' ? 'due' : 'dtend'));
  if (end) {
    if (end.kind === start.kind && end.tzid === start.tzid && end.kind !== 'zoned') return end.wall - start.wall;
    return zones.instant(end) - zones.instant(start);
  }
  const duration = durationOf(text(event, 'duration'));
  return duration ?? (start.kind === 'date' ? DAY : 0);
}
