/** Whole objects before and after: what create, change, delete and answer make of an event's iCalendar. */
import { createHash } from 'node:crypto';
import { addressOf } from '../../../calendar/icalendar/calAddress.ts';
import {
  type JComponent,
  properties,
  property,
  without,
  withProperty,
  withText,
} from '../../../calendar/icalendar/jcal.ts';
import { momentProperty, startOf, wallText } from '../../../calendar/icalendar/moment.ts';
import { printCalendar } from '../../../calendar/icalendar/parse.ts';
import { assemble, calendarOf, partsOf, type Series } from '../../../calendar/itip/series.ts';
import { timingOf } from '../../../calendar/itip/timing.ts';
import { hasInstance, recurrenceIdOf } from '../../../calendar/recurrence/instance.ts';
import { zoneBook } from '../../../calendar/zones/book.ts';
import { badRequest } from '../frame/failure.ts';
import type { Told } from './instance.ts';
import { type Writing, written } from './write.ts';

/** The same for the same transactionId: a client that asks again gets the event that it made before. */
export function uidFor(personId: string, transactionId: string, domain: string): string {
  const hash = createHash('sha256').update(`${personId}\0${transactionId}`).digest('hex');
  return `${hash.slice(0, 32)}@${domain}`;
}

export function newObject(uid: string, now: number, writing: Writing): string {
  const stamp = wallText(Math.floor(now / 1000) * 1000, 'utc');
  const { wish } = writing;
  if (!wish.start) throw badRequest('start: required', 'ErrorInvalidArgument');
  if (!wish.end) throw badRequest('end: required', 'ErrorInvalidArgument');
  const blank: JComponent = [
    'vevent',
    [
      ['uid', {}, 'text', uid],
      ['dtstamp', {}, 'date-time', stamp],
      ['created', {}, 'date-time', stamp],
      ['last-modified', {}, 'date-time', stamp],
      ['sequence', {}, 'integer', 0],
      ['status', {}, 'text', 'CONFIRMED'],
      ['transp', {}, 'text', 'OPAQUE'],
      ...(wish.transactionId
        ? ([['x-passerelle-transaction-id', {}, 'unknown', wish.transactionId.replace(/\p{Cc}/gu, '')]] as const)
        : []),
    ],
    [],
  ];
  const { event, zones } = written(blank, calendarOf([], blank), writing);
  return printCalendar(calendarOf([event], ['vcalendar', [], zones]));
}

/** The series, single event or instance that `told` names, changed by `change`; the rest of the object along with it. */
export function changedObject(
  told: Told,
  now: number,
  change: (
    event: JComponent,
    calendar: JComponent,
  ) => { readonly event: JComponent; readonly zones: readonly JComponent[] },
): string {
  const { series } = told;
  const made = change(told.type === 'occurrence' ? instanceShape(told) : told.event, series.calendar);
  const event = withText(made.event, 'last-modified', wallText(Math.floor(now / 1000) * 1000, 'utc'), 'date-time');
  if (told.key !== undefined) {
    if (property(event, 'rrule')) throw badRequest('recurrence: an instance of a series has none of its own');
    return printed({ ...series, overrides: new Map([...series.overrides, [told.key, event]]) }, made.zones);
  }
  const zones = zoneBook(['vcalendar', [], made.zones]);
  const moved = timingOf(event, zones) !== timingOf(told.event, series.zones);
  if (!moved) {
    const invited = peopleOf(event) !== peopleOf(told.event);
    const overrides = new Map(
      [...series.overrides].map(([key, part]) => [key, invited ? withPeople(part, event) : part]),
    );
    return printed({ master: event, overrides, calendar: series.calendar }, made.zones);
  }
  // Exceptions belong to the times at which they were made; those that still are in the series stay.
  const overrides = new Map(
    [...series.overrides].filter(([, part]) => {
      const at = recurrenceIdOf(part);
      return at !== undefined && hasInstance(event, at, zones);
    }),
  );
  return printed({ master: without(event, 'exdate'), overrides, calendar: series.calendar }, made.zones);
}

/** The series without this instance (rfc5545#3.8.5.1); undefined when nothing would be left. */
export function withoutInstance(told: Told): string | undefined {
  const { series, key, original } = told;
  if (key === undefined || !original) return undefined;
  const overrides = new Map([...series.overrides].filter(([each]) => each !== key));
  const { master } = series;
  if (!master) return overrides.size === 0 ? undefined : printed({ ...series, overrides }, []);
  const start = startOf(master);
  const zone = start && series.zones.of(start);
  const wall = original.kind === 'date' ? original.wall : zone?.toWall(series.zones.instant(original));
  const exdate = start && wall !== undefined ? momentProperty('exdate', { ...start, wall }) : undefined;
  const [name, lines, parts] = master;
  return printed({ ...series, master: [name, exdate ? [...lines, exdate] : lines, parts], overrides }, []);
}

/** An occurrence is told from its series; as an override it needs times and a RECURRENCE-ID of its own. */
function instanceShape({ event, original, start, end, allDay, series }: Told): JComponent {
  if (!original) return event;
  const first = series.master && startOf(series.master);
  const own = first ?? original;
  const at = (instant: number) => ({ ...own, wall: allDay ? instant : series.zones.of(own).toWall(instant) });
  let shaped = without(event, 'rrule', 'rdate', 'exdate', 'exrule', 'duration', 'recurrence-id');
  shaped = withProperty(shaped, momentProperty('dtstart', at(start)));
  shaped = withProperty(shaped, momentProperty('dtend', at(end)));
  const wall = original.kind === 'date' ? original.wall : series.zones.of(own).toWall(series.zones.instant(original));
  return withProperty(shaped, momentProperty('recurrence-id', { ...own, wall }));
}

/** Who is invited to the series is invited to its exceptions; answers to an exception stay. */
function withPeople(part: JComponent, series: JComponent): JComponent {
  const known = properties(part, 'attendee');
  const lines = properties(series, 'attendee').map(
    (line) => known.find((each) => addressOf(each) === addressOf(line)) ?? line,
  );
  const organizer = properties(series, 'organizer');
  const bare = without(part, 'attendee', 'organizer');
  return [bare[0], [...bare[1], ...organizer, ...lines], bare[2]];
}

function peopleOf(event: JComponent): string {
  return properties(event, 'attendee').map(addressOf).sort().join();
}

function printed(series: Pick<Series, 'master' | 'overrides' | 'calendar'>, zones: readonly JComponent[]): string {
  return printCalendar(assemble(partsOf(series), [['vcalendar', series.calendar[1], zones], series.calendar]));
}
