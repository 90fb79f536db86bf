import { printFreeBusy } from '../../../calendar/freeBusyComponent.ts';
import { busyOnCalendar } from '../busyTimes.ts';
import { calendarBySlug } from '../calendars.ts';
import { type DavAnswer, type DavRequest, notFound, plain } from '../exchange.ts';
import { c } from '../xml/names.ts';
import { child, type XmlElement } from '../xml/read.ts';
import { readWholeRange } from './timeRange.ts';

/** free-busy-query (rfc4791#7.10): when a calendar takes time, and nothing of what. */
export async function freeBusyQuery({ store, owner, resource, now }: DavRequest, body: XmlElement): Promise<DavAnswer> {
  if (resource.kind !== 'calendar') return plain(403, 'this report is asked of a calendar');
  const calendar = await calendarBySlug(store, owner, resource.slug);
  if (calendar === undefined) return notFound;
  const range = readWholeRange(child(body, c('time-range')));
  if (range === undefined) return plain(400, 'time-range: start and end, as UTC such as 20261123T000000Z');
  const periods = await busyOnCalendar(store, owner, calendar, range);
  return { status: 200, type: 'text/calendar; charset=utf-8', body: printFreeBusy({ periods, ...range, now }) };
}
