import { calendarBySlug, etagOf, scheduleTag } from '../calendars.ts';
import { namesTag } from '../conditions.ts';
import { type DavMethod, notFound, plain } from '../exchange.ts';
import { messageTag } from '../scheduling/inbox.ts';

/** GET and HEAD of one object or message, or of nothing else (rfc4791#5.3.4). */
export const get: DavMethod = async ({ resource, store, owner, headers }) => {
  if (resource.kind === 'message') {
    const message = await store.reads.inboxMessage(owner.id, resource.name);
    if (message === undefined) return notFound;
    const headers = { etag: messageTag(message), 'last-modified': new Date(message.at).toUTCString() };
    return { status: 200, type: 'text/calendar; charset=utf-8', headers, body: message.ics };
  }
  if (resource.kind !== 'object') return plain(405, 'a calendar program reads collections by PROPFIND and REPORT');
  const calendar = await calendarBySlug(store, owner, resource.slug);
  const object = calendar && (await store.reads.objectByName(calendar.id, resource.name));
  if (object === undefined) return notFound;
  const etag = etagOf(object);
  const tag = scheduleTag(object, owner);
  const validators = {
    etag,
    'last-modified': new Date(object.updatedAt).toUTCString(),
    ...(tag !== undefined && { 'schedule-tag': tag }),
  };
  const known = headers['if-none-match'];
  if (known !== undefined && namesTag(known, etag, 'weak')) return { status: 304, headers: validators };
  return { status: 200, type: 'text/calendar; charset=utf-8', headers: validators, body: object.ics };
};
