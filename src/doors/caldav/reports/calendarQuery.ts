import { subcomponents, text } from '../../../calendar/icalendar/jcal.ts';
import { parseOften } from '../../../calendar/icalendar/kept.ts';
import { isProblem, parseCalendar } from '../../../calendar/icalendar/parse.ts';
import { takesPlace } from '../../../calendar/span.ts';
import { named } from '../../../calendar/zones/book.ts';
import type { CalendarObject } from '../../../store/contract.ts';
import { calendarBySlug } from '../calendars.ts';
import { type DescribedObject, keptWith } from '../described.ts';
import { type DavAnswer, type DavRequest, notFound, plain } from '../exchange.ts';
import { multistatus, propertyResponse } from '../multistatus.ts';
import { precondition } from '../precondition.ts';
import { wantedIn } from '../wanted.ts';
import { c, keyOf } from '../xml/names.ts';
import { child, readXml, type XmlElement } from '../xml/read.ts';
import { renderingIn } from './calendarData.ts';
import { matches } from './filter/matches.ts';
import { type ComponentFilter, readFilter } from './filter/read.ts';
import type { TimeRange } from './timeRange.ts';

/** calendar-query (rfc4791#7.8): the objects of a calendar that a filter picks. */
export async function calendarQuery(request: DavRequest, body: XmlElement): Promise<DavAnswer> {
  const { store, owner, resource, prefer } = request;
  if (resource.kind !== 'calendar') return plain(403, 'this report is asked of a calendar');
  const calendar = await calendarBySlug(store, owner, resource.slug);
  if (calendar === undefined) return notFound;
  const read = readFilter(child(body, c('filter')));
  switch (read.kind) {
    case 'unsupported':
      return precondition(403, c('supported-filter'), read.why);
    case 'collation':
      return precondition(403, c('supported-collation'), read.why);
    case 'invalid':
      return precondition(403, c('valid-filter'), read.why);
    case 'filter':
      break;
  }
  const given = child(body, c('timezone'));
  const zone = given ? zoneIn(given.text) : await zoneOf(request, calendar.slug);
  if (zone === undefined) return precondition(403, c('valid-calendar-data'), 'timezone: a VCALENDAR with a VTIMEZONE');
  const render = renderingIn(body, zone);
  if (!render) return precondition(403, c('supported-calendar-data'), 'objects are text/calendar 2.0');
  const { filter } = read;
  const objects = isEventFilter(filter) ? await store.reads.objects(calendar.id, rangeOf(filter)) : [];
  const picks = pickerOf(filter, zone);
  const picked = objects.filter(picks);
  const wanted = wantedIn(body);
  return multistatus(
    picked.map((object) => {
      const found = { ...resource, kind: 'object' as const, name: object.name };
      const described: DescribedObject = { kind: 'object', resource: found, owner, object, render };
      return propertyResponse(described, wanted, prefer);
    }),
  );
}

/** The range that every picked object must touch, for the store's index by time; undefined reads all. */
function rangeOf(filter: ComponentFilter): TimeRange | undefined {
  return filter.components.find(({ name, range }) => name === 'vevent' && range)?.range;
}

/** Whether the filter picks an object. Where it only asks about a time, most are decided by what the index says of them. */
function pickerOf(filter: ComponentFilter, zone: string): (object: CalendarObject) => boolean {
  const range = onlyRange(filter);
  return (object) => {
    const known = range && takesPlace(object, range.from, range.to, zone);
    return known ?? matches(parseOften(object), filter, zone);
  };
}

/** The range, when the filter asks for nothing but an event in it. */
function onlyRange({ properties, components: [event, ...more] }: ComponentFilter): TimeRange | undefined {
  if (properties.length > 0 || more.length > 0 || event?.name !== 'vevent') return undefined;
  return event.properties.length === 0 && event.components.length === 0 ? event.range : undefined;
}

/** Objects here are events: a test that wants another kind to be there picks none, and nothing is read for it. */
function isEventFilter(filter: ComponentFilter): boolean {
  return filter.components.every(({ name, absent }) => (name === 'vevent' ? !absent : absent || name === 'vtimezone'));
}

/** The zone in which dates and floating times are read: the calendar's (rfc4791#5.2.2), else the person's. */
async function zoneOf({ store, owner }: DavRequest, slug: string): Promise<string> {
  const kept = keptWith(await store.reads.properties(owner.id), slug).get(keyOf(c('calendar-timezone')));
  return (kept === undefined ? undefined : zoneIn(readXml(kept).text)) ?? owner.timeZone;
}

/** IANA name of the zone that a VTIMEZONE defines; a made-up one is taken for UTC. */
export function zoneIn(source: string): string | undefined {
  const calendar = parseCalendar(source);
  if (isProblem(calendar)) return undefined;
  const [zone, another] = subcomponents(calendar, 'vtimezone');
  if (!zone || another) return undefined;
  return (named(text(zone, 'tzid')) ?? named(text(zone, 'x-lic-location')))?.iana ?? 'UTC';
}
