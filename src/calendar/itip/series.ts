import {
  type JComponent,
  type JProperty,
  parameter,
  properties,
  scheduled,
  subcomponents,
  text,
  without,
} from '../icalendar/jcal.ts';
import { printCalendar } from '../icalendar/parse.ts';
import { instanceKey } from '../recurrence/instance.ts';
import { type Extent, spanOf } from '../span.ts';
import { type ZoneBook, zoneBook } from '../zones/book.ts';

/** All components of one UID, taken apart: the series (or single event) and its overrides by instance. */
export interface Series {
  readonly calendar: JComponent;
  readonly zones: ZoneBook;
  readonly master?: JComponent;
  readonly overrides: ReadonlyMap<string, JComponent>;
}

export function openSeries(calendar: JComponent): Series {
  const zones = zoneBook(calendar);
  const overrides = new Map<string, JComponent>();
  let master: JComponent | undefined;
  for (const event of scheduled(calendar)) {
    const key = instanceKey(event, zones);
    if (key !== '') overrides.set(key, event);
    else master ??= event;
  }
  return { calendar, zones, ...(master && { master }), overrides };
}

/** Series first, then overrides as they came. */
export function partsOf({ master, overrides }: Pick<Series, 'master' | 'overrides'>): JComponent[] {
  return master ? [master, ...overrides.values()] : [...overrides.values()];
}

/** What a calendar stores: the whole object without METHOD (rfc4791#4.1), and the span it covers. */
export interface Stored {
  readonly ics: string;
  readonly spanStart: number;
  readonly spanEnd: number | null;
  readonly extent?: Extent;
}

export function store(calendar: JComponent): Stored {
  return { ics: printCalendar(calendar), ...spanOf(calendar) };
}

/**
 * One VCALENDAR of these events: head and other components of the first calendar,
 * VTIMEZONEs of all, earlier ones winning, only those that are referred to.
 */
export function assemble(parts: readonly JComponent[], calendars: readonly JComponent[]): JComponent {
  const [head] = calendars;
  const used = new Set(parts.flatMap(tzidsOf));
  const zones = new Map<string, JComponent>();
  for (const zone of calendars.flatMap((calendar) => subcomponents(calendar, 'vtimezone'))) {
    const tzid = text(zone, 'tzid');
    if (used.has(tzid) && !zones.has(tzid)) zones.set(tzid, zone);
  }
  const properties = head ? without(head, 'method')[1] : [];
  return ['vcalendar', withVersion(properties), [...zones.values(), ...parts]];
}

/** A VCALENDAR of our own making around these events. */
export function calendarOf(parts: readonly JComponent[], zonesFrom: JComponent, method?: string): JComponent {
  const head: JProperty[] = [
    ['version', {}, 'text', '2.0'],
    ['prodid', {}, 'text', '-//Passerelle//Passerelle//EN'],
    ['calscale', {}, 'text', 'GREGORIAN'],
  ];
  if (method !== undefined) head.push(['method', {}, 'text', method]);
  return ['vcalendar', head, assemble(parts, [zonesFrom])[2]];
}

/** VERSION and PRODID are required (rfc5545#3.6), and not everybody sends them. */
function withVersion(head: readonly JProperty[]): JProperty[] {
  const has = (name: string): boolean => head.some((line) => line[0] === name);
  const missing: JProperty[] = [];
  if (!has('version')) missing.push(['version', {}, 'text', '2.0']);
  if (!has('prodid')) missing.push(['prodid', {}, 'text', '-//Passerelle//Passerelle//EN']);
  return [...missing, ...head];
}

function tzidsOf(event: JComponent): string[] {
  return [event, ...event[2]].flatMap(([, lines]) => lines.flatMap((line) => parameter(line, 'tzid') ?? []));
}

/** Addresses' lines of an event. */
export function attendeesOf(event: JComponent): JProperty[] {
  return properties(event, 'attendee');
}
