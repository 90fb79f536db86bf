import { lengthOf } from '../icalendar/duration.ts';
import { type JComponent, property, without, withProperty } from '../icalendar/jcal.ts';
import { DAY, type Moment, momentOf, momentProperty, startOf } from '../icalendar/moment.ts';
import type { ZoneBook } from '../zones/book.ts';
import { starts } from './rule.ts';

/**
 * Identity of an instance within its series, whichever zone its RECURRENCE-ID is
 * told in: the UTC instant, or the day for a DATE. '' for the series or a single event.
 */
export function instanceKey(event: JComponent, zones: ZoneBook): string {
  const moment = recurrenceIdOf(event);
  return moment ? keyOf(moment, zones) : '';
}

export function recurrenceIdOf(event: JComponent): Moment | undefined {
  return momentOf(property(event, 'recurrence-id'));
}

export function keyOf(moment: Moment, zones: ZoneBook): string {
  return moment.kind === 'date' ? `day ${moment.wall / DAY}` : String(zones.instant(moment));
}

/** Whether the series has (or had, before an override moved it) an instance at this moment. */
export function hasInstance(series: JComponent, at: Moment, zones: ZoneBook): boolean {
  const wall = wallInSeries(series, at, zones);
  return wall !== undefined && starts(series, zones, wall, wall, 1).length > 0;
}

/** Most instances of a series that are looked through when many are asked about at once. */
const LOOKED_THROUGH = 10_000;

/** Which of these moments are instances of the series, by `keyOf`: the series is expanded once, however many there are. */
export function instancesAmong(series: JComponent, moments: readonly Moment[], zones: ZoneBook): Set<string> {
  const start = startOf(series);
  const wanted = moments.flatMap((at) => {
    const wall = wallInSeries(series, at, zones);
    return wall === undefined ? [] : [{ wall, key: keyOf(at, zones) }];
  });
  if (!start || wanted.length === 0) return new Set();
  const walls = wanted.map(({ wall }) => wall);
  const from = walls.reduce((one, other) => Math.min(one, other));
  const to = walls.reduce((one, other) => Math.max(one, other));
  const found = new Set(starts(series, zones, from, to, LOOKED_THROUGH));
  return new Set(wanted.filter(({ wall }) => found.has(wall)).map(({ key }) => key));
}

/** An instance as the series describes it, ready to become an override; undefined when there is none then. */
export function instanceOf(series: JComponent, at: Moment, zones: ZoneBook): JComponent | undefined {
  const start = startOf(series);
  const wall = wallInSeries(series, at, zones);
  if (!start || wall === undefined || starts(series, zones, wall, wall, 1).length === 0) return undefined;
  return shaped(series, { ...start, wall }, zones);
}

function shaped(series: JComponent, start: Moment, zones: ZoneBook): JComponent {
  const end: Moment = { ...start, wall: start.wall + lengthOf(series, zones) };
  let instance = without(series, 'rrule', 'rdate', 'exdate', 'exrule', 'duration', 'recurrence-id');
  instance = withProperty(instance, momentProperty('dtstart', start));
  instance = withProperty(instance, momentProperty(series[0] === 'vtodo' ? 'due' : 'dtend', end));
  return withProperty(instance, momentProperty('recurrence-id', start));
}

function wallInSeries(series: JComponent, at: Moment, zones: ZoneBook): number | undefined {
  const start = startOf(series);
  if (!start) return undefined;
  if (at.kind === 'date' || start.kind === 'date') {
    // An all-day series told by a timed RECURRENCE-ID, or the reverse: only the day can be compared.
    return at.kind === start.kind ? at.wall : undefined;
  }
  return zones.of(start).toWall(zones.instant(at));
}
