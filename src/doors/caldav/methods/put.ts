import { calendarBySlug, etagOf, scheduleTag } from '../calendars.ts';
import { conditionsOf } from '../conditions.ts';
import { type DavAnswer, type DavMethod, type DavRequest, plain } from '../exchange.ts';
import { precondition } from '../precondition.ts';
import { refusal } from '../refusal.ts';
import { isName, type Resource } from '../resource.ts';
import { c } from '../xml/names.ts';

/** PUT of an object (rfc4791#5.3.2), with all that follows from it for others (rfc6638#3.2). */
export const put: DavMethod = async (request): Promise<DavAnswer> => {
  const { resource, store, owner, headers, body, objects } = request;
  if (resource.kind !== 'object') return plain(405, 'an object is put into a calendar, under a name of its own');
  if (!isName(resource.name)) return plain(403, 'a name has at most 255 octets and no control characters');
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? 'text/calendar';
  // curl says so where it is told nothing (docs/interop/caldav.md).
  if (type !== 'text/calendar' && type !== 'application/x-www-form-urlencoded') {
    return precondition(403, c('supported-calendar-data'), 'objects are text/calendar');
  }
  const calendar = await calendarBySlug(store, owner, resource.slug);
  // rfc4918#9.7.1
  if (calendar === undefined) return plain(409, 'there is no such calendar; MKCALENDAR makes one');
  const { name } = resource;
  const holds = conditionsOf(headers, resource, owner);
  const outcome = await objects.put({ personId: owner.id, calendar, name, text: body, holds });
  if (outcome.kind === 'problem') return refusal(outcome, request);
  return stored(request, { ...resource, calendarId: calendar.id }, outcome);
};

async function stored(
  { store, owner, prefer }: DavRequest,
  { calendarId, name }: Resource & { readonly kind: 'object'; readonly calendarId: string },
  { created, asSent }: { readonly created: boolean; readonly asSent: boolean },
): Promise<DavAnswer> {
  const object = await store.reads.objectByName(calendarId, name);
  const tag = object && scheduleTag(object, owner);
  const headers = {
    // Without it the client knows that it has to read again (rfc4791#5.3.4).
    ...(object && (asSent || prefer.representation) && { etag: etagOf(object) }),
    ...(tag !== undefined && { 'schedule-tag': tag }),
  };
  const status = created ? 201 : 204;
  if (!object || !prefer.representation) return { status, headers };
  return {
    status: created ? 201 : 200,
    type: 'text/calendar; charset=utf-8',
    headers: { ...headers, 'preference-applied': 'return=representation' },
    body: object.ics,
  };
}
