/** What a request names: a whole object as it is told, or one instance of its series. */
import { lengthOf } from '../../../calendar/icalendar/duration.ts';
import type { JComponent } from '../../../calendar/icalendar/jcal.ts';
import { DAY, type Moment, startOf, wallOf, wallText } from '../../../calendar/icalendar/moment.ts';
import { parseStored } from '../../../calendar/icalendar/parse.ts';
import { openSeries, type Series } from '../../../calendar/itip/series.ts';
import { type Occurrence, occurrences } from '../../../calendar/occurrences.ts';
import { hasInstance, instanceOf, keyOf, recurrenceIdOf } from '../../../calendar/recurrence/instance.ts';
import { recurs } from '../../../calendar/recurrence/rule.ts';
import { zoneBook } from '../../../calendar/zones/book.ts';
import type { CalendarObject } from '../../../store/contract.ts';

export interface Told {
  readonly object: CalendarObject;
  readonly series: Series;
  readonly event: JComponent;
  readonly type: 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';
  /** Of an instance: which one, as `keyOf` names it, and when the series had it. */
  readonly key?: string;
  readonly original?: Moment;
  /** UTC ms; for whole days the wall time, as if it were UTC. */
  readonly start: number;
  readonly end: number;
  readonly allDay: boolean;
}

/** `timeZone`: the person's own, in which floating times are read. */
export function openObject(object: CalendarObject, timeZone: string): Series {
  const series = openSeries(parseStored(object.ics));
  return { ...series, zones: zoneBook(series.calendar, timeZone) };
}

/** The series, the single event, or, for an object that knows instances only, the first of them. */
export function wholeOf(object: CalendarObject, timeZone: string): Told | undefined {
  // A task is no event (and Graph has tasks elsewhere).
  if (object.component === 'VTODO') return undefined;
  const series = openObject(object, timeZone);
  const { master } = series;
  if (!master) {
    const [key] = series.overrides.keys();
    return key === undefined ? undefined : instanceIn(object, series, key);
  }
  return timed({ object, series, event: master, type: recurs(master) ? 'seriesMaster' : 'singleInstance' });
}

/** One instance by its key; undefined when the series has none then. */
export function instanceIn(object: CalendarObject, series: Series, key: string): Told | undefined {
  const override = series.overrides.get(key);
  const original = override ? recurrenceIdOf(override) : momentOfKey(key);
  if (!original) return undefined;
  if (override) return timed({ object, series, event: override, type: 'exception', key, original });
  const { master, zones } = series;
  const event = master && hasInstance(master, original, zones) && instanceOf(master, original, zones);
  return event ? timed({ object, series, event, type: 'occurrence', key, original }) : undefined;
}

/** Every instance that touches [from, to), UTC ms, in order; a single event is one. */
export function instancesBetween(
  object: CalendarObject,
  from: number,
  to: number,
  timeZone: string,
  limit: number,
): Told[] {
  const series = openObject(object, timeZone);
  return occurrences(object.ics, from, to, { timeZone, limit }).flatMap((occurrence): Told[] => {
    const told = toldOf(object, series, occurrence);
    return told ? [told] : [];
  });
}

function toldOf(object: CalendarObject, series: Series, occurrence: Occurrence): Told | undefined {
  const { master, overrides, zones } = series;
  const { recurrenceId } = occurrence;
  if (recurrenceId === undefined) {
    return master && timed({ object, series, event: master, type: 'singleInstance' });
  }
  for (const [key, override] of overrides) {
    const original = recurrenceIdOf(override);
    if (original && wallText(original.wall, original.kind) === recurrenceId && isAt(override, occurrence, series)) {
      return timed({ object, series, event: override, type: 'exception', key, original });
    }
  }
  const start = master && startOf(master);
  const wall = wallOf(recurrenceId);
  if (!master || !start || wall === undefined) return undefined;
  const original: Moment = { ...start, wall };
  const key = keyOf(original, zones);
  // Shaped from the series without asking whether it has this instance: `occurrences` just said so.
  const { allDay } = occurrence;
  const [from, to] = allDay ? [wall, wall + lengthOf(master, zones)] : [occurrence.start, occurrence.end];
  return { object, series, event: master, type: 'occurrence', key, original, start: from, end: to, allDay };
}

function isAt(event: JComponent, { start }: Occurrence, { zones }: Series): boolean {
  const moment = startOf(event);
  return moment !== undefined && zones.instant(moment) === start;
}

function timed(told: Omit<Told, 'start' | 'end' | 'allDay'>): Told | undefined {
  const moment = startOf(told.event);
  if (!moment) return undefined;
  const { zones } = told.series;
  const allDay = moment.kind === 'date';
  const start = allDay ? moment.wall : zones.instant(moment);
  return { ...told, start, end: start + lengthOf(told.event, zones), allDay };
}

/** The key is written by `keyOf`: `day N`, or the UTC instant. */
function momentOfKey(key: string): Moment | undefined {
  const day = /^day (-?\d{1,7})$/.exec(key)?.[1];
  if (day !== undefined) return { kind: 'date', wall: Number(day) * DAY };
  return /^-?\d{1,15}$/.test(key) ? { kind: 'utc', wall: Number(key) } : undefined;
}
