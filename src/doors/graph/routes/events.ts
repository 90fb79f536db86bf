import type { ServiceProblem } from '../../../pipeline/services.ts';
import type { CalendarObject } from '../../../store/contract.ts';
import { checkMatch } from '../event/etag.ts';
import { type Told, wholeOf } from '../event/instance.ts';
import { changedObject, newObject, uidFor, withoutInstance } from '../event/rewrite.ts';
import { tellEvent } from '../event/tell.ts';
import { type EventWish, eventForm, readBody } from '../event/wish.ts';
import { written } from '../event/write.ts';
import { GraphFailure, itemNotFound, settled } from '../frame/failure.ts';
import { contextOf, pageOf, queryOf, selected } from '../frame/query.ts';
import { calendarOf, eventOf, nameOf, toldOf } from '../objects.ts';
import { type Asked, forOwner, type GraphParts, parameterOf, type Routes } from '../parts.ts';

/** What calendar programs filter and order events by. */
export const eventPaths = [
  ...['start/dateTime', 'end/dateTime', 'subject', 'iCalUId', 'uid', 'id', 'isAllDay', 'isCancelled', 'type', 'showAs'],
  ...['isOrganizer', 'sensitivity', 'importance', 'createdDateTime', 'lastModifiedDateTime', 'seriesMasterId'],
  ...['organizer/emailAddress/address', 'responseStatus/response', 'location/displayName', 'transactionId'],
  ...['isOnlineMeeting', 'hasAttachments', 'originalStart'],
];

/** Events: series and single events; their instances are in calendarView and /instances. */
export const eventRoutes: Routes = (scope, parts) => {
  const { store } = parts.hub;
  for (const path of ['', '/calendar', '/calendars/:calendar']) {
    forOwner(scope, parts, 'GET', `${path}/events`, async ({ person, request, preferences, telling }) => {
      const calendar = await calendarOf(store, person, parameterOf(request, 'calendar'));
      const objects = await store.reads.objects(calendar.id);
      const events = objects.flatMap((object) => wholeOf(object, person.timeZone) ?? []);
      events.sort((one, other) => other.start - one.start);
      return pageOf(
        events.map((told) => tellEvent(told, telling)),
        eventPaths,
        request,
        preferences,
      );
    });
    forOwner(scope, parts, 'POST', `${path}/events`, async (asked) => create(parts, asked));
    const one = `${path}/events/:event`;
    forOwner(scope, parts, 'GET', one, async ({ person, request, reply, telling }) => {
      const told = tellEvent(await eventOf(store, person, parameterOf(request, 'event')), telling);
      reply.header('etag', told['@odata.etag']);
      return { '@odata.context': contextOf(request), ...selected(told, queryOf(request).$select) };
    });
    forOwner(scope, parts, 'PATCH', one, async (asked) => change(parts, asked));
    forOwner(scope, parts, 'DELETE', one, async (asked) => {
      await remove(parts, asked);
      return asked.reply.code(204).send();
    });
  }
};

async function create(parts: GraphParts, asked: Asked) {
  const { person, request, reply, telling } = asked;
  const { store } = parts.hub;
  const wish = readBody(eventForm, request.body);
  const calendar = await calendarOf(store, person, parameterOf(request, 'calendar'));
  const domain = parts.hub.directory().domain;
  const uid = wish.transactionId ? uidFor(person.id, wish.transactionId, domain) : `${parts.random.uuid()}@${domain}`;
  const joinUrl = joinUrlFor(parts, wish);
  settled(
    await parts.hub.rewriteObject({
      ...{ personId: person.id, calendar: nameOf(calendar), uid },
      // Asked again with the same transactionId: what is there stays as it is.
      rewrite: (stored) => ({
        kind: 'put',
        ics: stored?.ics ?? newObject(uid, parts.clock.now(), writingOf(asked, wish, joinUrl)),
      }),
    }),
  );
  const object = await store.reads.object(calendar.id, uid);
  const told = object && wholeOf(object, person.timeZone);
  if (!told) throw itemNotFound();
  const event = tellEvent(told, telling);
  const location = `${request.url.split('?', 1)[0]}/${event.id}`;
  return reply
    .code(201)
    .headers({ etag: event['@odata.etag'], location })
    .send({ '@odata.context': contextOf(request), ...event });
}

async function change(parts: GraphParts, asked: Asked) {
  const { person, request, reply, telling } = asked;
  const wish = readBody(eventForm, request.body);
  const told = await eventOf(parts.hub.store, person, parameterOf(request, 'event'));
  const joinUrl = joinUrlFor(parts, wish);
  await rewriteEvent(parts, asked, told, (current) => {
    const writing = writingOf(asked, wish, joinUrl);
    return changedObject(current, parts.clock.now(), (event, calendar) => written(event, calendar, writing));
  });
  const event = tellEvent(await eventOf(parts.hub.store, person, parameterOf(request, 'event')), telling);
  reply.header('etag', event['@odata.etag']);
  return { '@odata.context': contextOf(request), ...event };
}

/** The organizer's removal cancels; an attendee's is nobody's business but hers, since she did not answer. */
export async function remove(parts: GraphParts, asked: Asked, comment?: string): Promise<void> {
  const told = await eventOf(parts.hub.store, asked.person, parameterOf(asked.request, 'event'));
  const silent = told.object.role === 'attendee';
  await rewriteEvent(parts, asked, told, withoutInstance, { silent, ...(comment !== undefined && { comment }) });
}

/** Rewrites the object in which an event lies, on what it is when it is committed; undefined removes it. */
export async function rewriteEvent(
  parts: GraphParts,
  { person, request }: Pick<Asked, 'person' | 'request'>,
  { object, key }: Told,
  rewrite: (current: Told) => string | undefined,
  told: { readonly silent?: boolean; readonly comment?: string } = {},
): Promise<void> {
  const calendar = nameOf({ id: object.calendarId });
  const ifMatch = request.headers['if-match'];
  settled(
    await parts.hub.rewriteObject({
      ...{ personId: person.id, calendar, uid: object.uid, ...told },
      rewrite: (stored) =>
        rewritten(
          stored,
          (current) => {
            checkMatch(ifMatch, current.object);
            return rewrite(current);
          },
          (now) => toldOf(now, person, key),
        ),
    }),
  );
}

function rewritten(
  stored: CalendarObject | undefined,
  rewrite: (current: Told) => string | undefined,
  find: (stored: CalendarObject) => Told | undefined,
): { readonly kind: 'put'; readonly ics: string } | { readonly kind: 'remove' } | ServiceProblem {
  const current = stored && find(stored);
  if (!current) return { kind: 'problem', status: 404, code: 'no-such-event', message: 'it is gone' };
  const ics = rewrite(current);
  return ics === undefined ? { kind: 'remove' } : { kind: 'put', ics };
}

function writingOf({ person }: Asked, wish: EventWish, joinUrl: string | undefined) {
  return { wish, organizer: { address: person.address, name: person.name }, ...(joinUrl !== undefined && { joinUrl }) };
}

function joinUrlFor({ hub, random }: GraphParts, wish: EventWish): string | undefined {
  if (!wish.isOnlineMeeting) return undefined;
  const { urlTemplate } = hub.directory().meetings;
  if (urlTemplate === undefined) throw noOnlineMeetings();
  return urlTemplate.replaceAll('{id}', random.uuid());
}

export function noOnlineMeetings(): GraphFailure {
  const message = 'Online meetings need meetings.urlTemplate in the connection.';
  return new GraphFailure(403, 'Forbidden', message);
}
