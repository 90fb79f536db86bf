/** A calendar object as a client wants to see it for a range of time (rfc4791#9.6.5, #9.6.6). */
import { lengthOf } from './icalendar/duration.ts';
import { type JComponent, property, scheduled, subcomponents, without, withProperty } from './icalendar/jcal.ts';
import { type Moment, momentProperty } from './icalendar/moment.ts';
import { type Instance, instances, type OccurrenceLimits } from './occurrences.ts';
import { recurrenceIdOf } from './recurrence/instance.ts';
import { recurs } from './recurrence/rule.ts';
import { type ZoneBook, zoneBook } from './zones/book.ts';

/**
 * The object as its instances that touch [from, to), each a component of its own without
 * a rule, times of a zone told in UTC (rfc4791#9.6.5). Dates and floating times stay what they are.
 */
export function expand(calendar: JComponent, from: number, to: number, limits: OccurrenceLimits = {}): JComponent {
  const zones = zoneBook(calendar, limits.timeZone);
  const tasks = subcomponents(calendar, 'vtodo');
  // A task that does not recur is its one instance, with or without dates.
  if (tasks.length > 0 && !tasks.some(recurs)) return calendar;
  const component = tasks.length > 0 ? 'vtodo' : 'vevent';
  const found = instances(calendar, from, to, { ...limits, component }).map((instance) => alone(instance, zones));
  return [calendar[0], calendar[1], found];
}

function alone({ event, moment, id }: Instance, zones: ZoneBook): JComponent {
  let made = without(event, 'rrule', 'rdate', 'exdate', 'exrule', 'duration', 'recurrence-id');
  made = withProperty(made, momentProperty('dtstart', inUtc(moment, zones)));
  const last = event[0] === 'vtodo' ? 'due' : 'dtend';
  if (property(event, last) || property(event, 'duration')) {
    const end: Moment =
      moment.kind === 'zoned'
        ? { kind: 'utc', wall: zones.instant(moment) + lengthOf(event, zones) }
        : { ...moment, wall: moment.wall + lengthOf(event, zones) };
    made = withProperty(made, momentProperty(last, end));
  }
  return id ? withProperty(made, momentProperty('recurrence-id', inUtc(id, zones))) : made;
}

function inUtc(moment: Moment, zones: ZoneBook): Moment {
  return moment.kind === 'zoned' ? { kind: 'utc', wall: zones.instant(moment) } : moment;
}

/** The object with the series whole, and of its overrides those that touch [from, to) or take the place of an instance there (rfc4791#9.6.6). */
export function limitRecurrenceSet(
  calendar: JComponent,
  from: number,
  to: number,
  limits: OccurrenceLimits = {},
): JComponent {
  const zones = zoneBook(calendar, limits.timeZone);
  const series = scheduled(calendar).find((part) => !recurrenceIdOf(part));
  const usual = series ? lengthOf(series, zones) : 0;
  const component = series?.[0] === 'vtodo' ? 'vtodo' : 'vevent';
  const touching = new Set(instances(calendar, from, to, { ...limits, component }).map(({ event }) => event));
  const kept = calendar[2].filter((part) => {
    const id = part[0] === 'vtimezone' ? undefined : recurrenceIdOf(part);
    if (!id || touching.has(part)) return true;
    const was = zones.instant(id);
    return was < to && (was + usual > from || (usual === 0 && was >= from));
  });
  return [calendar[0], calendar[1], kept];
}
