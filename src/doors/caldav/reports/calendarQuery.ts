import { subcomponents, text } from '../../../calendar/icalendar/jcal.ts';
import { parseOften } from '../../../calendar/icalendar/kept.ts';
import { isProblem, parseCalendar, parseStored } from '../../../calendar/icalendar/parse.ts';
import { takesPlace } from '../../../calendar/span.ts';
import { taskSlack } from '../../../calendar/tasks.ts';
import { named } from '../../../calendar/zones/book.ts';
import type { CalendarComponent, CalendarObject, InboxMessage } from '../../../store/contract.ts';
import { calendarBySlug, calendarComponents } from '../calendars.ts';
import { type DescribedMessage, type DescribedObject, keptWith } from '../described.ts';
import { type DavAnswer, type DavRequest, notFound, plain } from '../exchange.ts';
import { multistatus, propertyResponse } from '../multistatus.ts';
import { precondition } from '../precondition.ts';
import { inboxTexts } from '../scheduling/inbox.ts';
import { wantedIn } from '../wanted.ts';
import { c, keyOf } from '../xml/names.ts';
import { child, readXml, type XmlElement } from '../xml/read.ts';
import { renderingIn } from './calendarData.ts';
import { matches } from './filter/matches.ts';
import { type ComponentFilter, readFilter } from './filter/read.ts';
import type { TimeRange } from './timeRange.ts';

/** calendar-query (rfc4791#7.8): the objects of a calendar that a filter picks; or the messages of the inbox (rfc6638#2.2). */
export async function calendarQuery(request: DavRequest, body: XmlElement): Promise<DavAnswer> {
  const { owner, resource, prefer } = request;
  const source = await sourceOf(request);
  if (source === undefined) return resource.kind === 'calendar' ? notFound : plain(403, 'ask this of a calendar');
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
  const zone = given ? zoneIn(given.text) : await source.zone();
  if (zone === undefined) return precondition(403, c('valid-calendar-data'), 'timezone: a VCALENDAR with a VTIMEZONE');
  const render = renderingIn(body, zone);
  if (!render) return precondition(403, c('supported-calendar-data'), 'objects are text/calendar 2.0');
  const { filter } = read;
  const kinds = kindsAsked(filter);
  const found = kinds.size === 0 ? [] : await source.read(kinds, rangeOf(filter));
  const picked = found.filter(pickerOf(filter, zone));
  const wanted = wantedIn(body);
  return multistatus(picked.map((one) => propertyResponse({ ...one, owner, render }, wanted, prefer)));
}

/** With its text: what a filter is held against, and told when it is picked. */
type Found =
  | (Pick<DescribedObject, 'kind' | 'resource'> & { readonly object: CalendarObject })
  | (Pick<DescribedMessage, 'kind' | 'resource'> & { readonly message: InboxMessage });

/** What a query looks through. */
interface Source {
  zone(): Promise<string>;
  read(kinds: ReadonlySet<CalendarComponent>, range: TimeRange | undefined): Promise<Found[]>;
}

async function sourceOf(request: DavRequest): Promise<Source | undefined> {
  const { store, owner, resource } = request;
  if (resource.kind === 'inbox') {
    const { address } = resource;
    return {
      zone: async () => owner.timeZone,
      async read() {
        const messages = await inboxTexts(request);
        return messages.map((message) => {
          const found = { kind: 'message', address, name: message.name } as const;
          return { kind: 'message', resource: found, message };
        });
      },
    };
  }
  const calendar = resource.kind === 'calendar' ? await calendarBySlug(store, owner, resource.slug) : undefined;
  if (resource.kind !== 'calendar' || calendar === undefined) return undefined;
  return {
    zone: () => zoneOf(request, calendar.slug),
    async read(kinds, range) {
      const objects = await store.reads.objects(calendar.id, range);
      return objects
        .filter(({ component }) => kinds.has(component ?? 'VEVENT'))
        .map((object) => {
          const found = { ...resource, kind: 'object', name: object.name } as const;
          return { kind: 'object', resource: found, object };
        });
    },
  };
}

/** The range that every picked object must touch, for the store's index by time; undefined reads all. */
function rangeOf(filter: ComponentFilter): TimeRange | undefined {
  const timed = filter.components.find(({ name, range }) => (name === 'vevent' || name === 'vtodo') && range);
  if (timed?.range === undefined || timed.name === 'vevent') return timed?.range;
  return { from: timed.range.from - taskSlack, to: timed.range.to + taskSlack };
}

/** Of what objects can consist that the filter picks: of a kind that is never here none does, and nothing is read for it. */
function kindsAsked(filter: ComponentFilter): ReadonlySet<CalendarComponent> {
  const kinds = calendarComponents.filter((kind) =>
    filter.components.every(({ name, absent }) => {
      if (name === 'vtimezone') return true;
      return (name === kind.toLowerCase()) !== absent;
    }),
  );
  return new Set(kinds);
}

/**
 * Whether the filter picks what was found. Where it only asks when events take place, most are decided
 * by what the index says of them; of tasks and of what came in only their text can say it.
 */
function pickerOf(filter: ComponentFilter, zone: string): (found: Found) => boolean {
  const range = onlyRange(filter);
  return (found) => {
    if (found.kind === 'message') return matches(parseStored(found.message.ics), filter, zone);
    const { object } = found;
    const known = range && takesPlace(object, range.from, range.to, zone);
    return known ?? matches(parseOften(object), filter, zone);
  };
}

/** The range, when the filter asks for nothing but an event in it. */
function onlyRange({ properties, components: [event, ...more] }: ComponentFilter): TimeRange | undefined {
  if (properties.length > 0 || more.length > 0 || event?.name !== 'vevent') return undefined;
  return event.properties.length === 0 && event.components.length === 0 ? event.range : undefined;
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
