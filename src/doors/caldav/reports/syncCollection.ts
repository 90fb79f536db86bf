import type { CalendarChange, CalendarObject } from '../../../store/contract.ts';
import { calendarBySlug, changeOf, syncTokenOf } from '../calendars.ts';
import { type DavAnswer, type DavRequest, notFound, plain } from '../exchange.ts';
import { missingResponse, multistatus, propertyResponse, statusResponse } from '../multistatus.ts';
import { precondition } from '../precondition.ts';
import { readsText } from '../properties/table.ts';
import { hrefOf } from '../resource.ts';
import { wantedIn } from '../wanted.ts';
import { c, d } from '../xml/names.ts';
import { child, type XmlElement } from '../xml/read.ts';
import { element } from '../xml/write.ts';
import { renderingIn } from './calendarData.ts';

/** Changes answered at once; a client goes on from the token it gets (rfc6578#3.6). */
const most = 5000;

/** sync-collection (rfc6578#3.2): what changed since a token, at the cost of what changed. */
export async function syncCollection(request: DavRequest, body: XmlElement): Promise<DavAnswer> {
  const { store, owner, resource, prefer } = request;
  if (resource.kind !== 'calendar') return plain(403, 'this report is asked of a calendar');
  const calendar = await calendarBySlug(store, owner, resource.slug);
  if (calendar === undefined) return notFound;
  const token = child(body, d('sync-token'))?.text ?? '';
  const after = token === '' ? 0 : changeOf(token, calendar);
  if (after === undefined) return precondition(403, d('valid-sync-token'), 'read the calendar anew, without a token');
  const render = renderingIn(body, owner.timeZone);
  if (!render) return precondition(403, c('supported-calendar-data'), 'objects are text/calendar 2.0');
  const limit = limitIn(body);
  const upTo = calendar.change;
  // Most who ask have heard of everything.
  const changes = after === upTo ? [] : await store.reads.changes(calendar.id, { after, upTo, limit: limit + 1 });
  const told = changes.slice(0, limit);
  const reached = changes.length > limit ? (told.at(-1)?.change ?? after) : calendar.change;
  const latest = [...new Map(told.map((change) => [change.name, change])).values()]
    // Who knows nothing yet needs not hear of what is gone.
    .filter((change) => change.kind === 'there' || token !== '');
  const wanted = wantedIn(body);
  const texts = readsText(wanted) ? await textsOf(request, calendar.id, latest) : undefined;
  const responses = latest.map((change) => {
    const found = { ...resource, kind: 'object' as const, name: change.name };
    if (change.kind === 'gone') return missingResponse(hrefOf(found));
    const object = texts ? texts.get(change.name) : change.entry;
    // Gone since the changes were read: the next answer says so.
    if (!object) return missingResponse(hrefOf(found));
    return propertyResponse({ kind: 'object', resource: found, owner, object, render }, wanted, prefer);
  });
  if (reached < calendar.change) {
    const why = element(d('error'), element(d('number-of-matches-within-limits')));
    responses.push(statusResponse(hrefOf(resource), '507 Insufficient Storage', why));
  }
  return multistatus(responses, element(d('sync-token'), syncTokenOf(calendar, reached)));
}

async function textsOf(
  { store }: DavRequest,
  calendarId: string,
  changes: readonly CalendarChange[],
): Promise<Map<string, CalendarObject>> {
  const names = changes.flatMap(({ kind, name }) => (kind === 'there' ? [name] : []));
  const objects = await store.reads.objectsByNames(calendarId, names);
  return new Map(objects.map((object) => [object.name, object]));
}

/** DAV:limit (rfc6578#3.7, rfc5323#5.17). */
function limitIn(body: XmlElement): number {
  const limit = child(body, d('limit'));
  const asked = limit && child(limit, d('nresults'))?.text;
  return asked !== undefined && /^[1-9]\d{0,8}$/.test(asked) ? Math.min(Number(asked), most) : most;
}
