import { parseStored } from '../../../calendar/icalendar/parse.ts';
import { calendarBySlug } from '../calendars.ts';
import { type DavAnswer, type DavRequest, notFound, plain } from '../exchange.ts';
import { multistatus, propertyResponse } from '../multistatus.ts';
import { precondition } from '../precondition.ts';
import { hrefOf } from '../resource.ts';
import { wantedIn } from '../wanted.ts';
import { caldav } from '../xml/names.ts';
import { child, type XmlElement } from '../xml/read.ts';
import { withCalendarData } from './calendarData.ts';
import { matches } from './filter/matches.ts';
import { readFilter } from './filter/read.ts';

/** calendar-query (rfc4791#7.8): the objects of a calendar that a filter picks. */
export async function calendarQuery(request: DavRequest, body: XmlElement): Promise<DavAnswer> {
  const { store, person, resource } = request;
  if (resource.kind !== 'calendar') return plain(403, 'this report is asked of a calendar');
  const calendar = await calendarBySlug(store, person, resource.slug);
  if (calendar === undefined) return notFound;
  const filter = readFilter(child(body, { namespace: caldav, local: 'filter' }));
  if (filter.kind === 'unsupported') {
    return precondition(403, { namespace: caldav, local: 'supported-filter' }, filter.why);
  }
  const wanted = wantedIn(body);
  const { range } = filter.filter;
  const objects = await store.reads.objects(calendar.id, range);
  const picked = objects.filter((object) => matches(parseStored(object.ics), filter.filter, person.timeZone));
  return multistatus(
    picked.map((object) => {
      const found = { ...resource, kind: 'object' as const, name: object.name };
      return propertyResponse(hrefOf(found), wanted, withCalendarData({ resource: found, object }, person));
    }),
  );
}
