import { calendarBySlug, etagOf } from '../calendars.ts';
import { type DavMethod, notFound, plain } from '../exchange.ts';

/** GET and HEAD of one object, or of nothing else (rfc4791#5.3.4). */
export const get: DavMethod = async ({ resource, store, person, headers }) => {
  if (resource.kind !== 'object') return plain(405, 'a calendar program reads collections by PROPFIND and REPORT');
  const calendar = await calendarBySlug(store, person, resource.slug);
  const object = calendar && (await store.reads.objectByName(calendar.id, resource.name));
  if (object === undefined) return notFound;
  const etag = etagOf(object);
  const validators = { etag, 'last-modified': new Date(object.updatedAt).toUTCString() };
  if (namesTag(headers['if-none-match'], etag)) return { status: 304, headers: validators };
  return { status: 200, type: 'text/calendar; charset=utf-8', headers: validators, body: object.ics };
};

/** rfc9110#13.1.2: weak comparison. */
function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}
