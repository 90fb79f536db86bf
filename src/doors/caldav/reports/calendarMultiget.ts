import type { CalendarObject, InboxMessage } from '../../../store/contract.ts';
import { ownerOf } from '../access.ts';
import { calendarsOf } from '../calendars.ts';
import type { Described } from '../described.ts';
import type { DavAnswer, DavRequest } from '../exchange.ts';
import { missingResponse, multistatus, propertyResponse } from '../multistatus.ts';
import { precondition } from '../precondition.ts';
import { type Resource, resourceOf } from '../resource.ts';
import { inboxTexts } from '../scheduling/inbox.ts';
import { wantedIn } from '../wanted.ts';
import { c, dav, isName } from '../xml/names.ts';
import type { XmlElement } from '../xml/read.ts';
import { renderingIn } from './calendarData.ts';

/** calendar-multiget (rfc4791#7.9): objects by their names, in few reads; each href is answered as it was asked. */
export async function calendarMultiget(request: DavRequest, body: XmlElement): Promise<DavAnswer> {
  const { person, owner, prefer } = request;
  const render = renderingIn(body, owner.timeZone);
  if (!render) return precondition(403, c('supported-calendar-data'), 'objects are text/calendar 2.0');
  const wanted = wantedIn(body);
  const asked = body.children
    .filter((inner) => isName(inner, dav, 'href'))
    .map(({ text: href }) => ({ href, resource: ownMember(person, resourceOf(href)) }));
  const objects = asked.flatMap(({ resource }) => (resource?.kind === 'object' ? resource : []));
  const found = await objectsOf(request, objects);
  const messages = new Map<string, InboxMessage>();
  if (asked.some(({ resource }) => resource?.kind === 'message'))
    for (const message of await inboxTexts(request)) messages.set(message.name, message);
  const described = (resource: Member): Described | undefined => {
    if (resource.kind === 'message') {
      const message = messages.get(resource.name);
      return message && { kind: 'message', resource, owner, message, render };
    }
    const object = found.get(`${resource.slug}/${resource.name}`);
    return object && { kind: 'object', resource, owner, object, render };
  };
  return multistatus(
    asked.map(({ href, resource }) => {
      const told = resource && described(resource);
      return told ? propertyResponse(told, wanted, prefer, href) : missingResponse(href);
    }),
  );
}

type ObjectResource = Resource & { readonly kind: 'object' };
type Member = ObjectResource | (Resource & { readonly kind: 'message' });

function ownMember(person: DavRequest['person'], resource: Resource | undefined): Member | undefined {
  const member = resource?.kind === 'object' || resource?.kind === 'message' ? resource : undefined;
  return member && ownerOf(person, member.address) ? member : undefined;
}

async function objectsOf(
  { store, owner }: DavRequest,
  resources: readonly ObjectResource[],
): Promise<Map<string, CalendarObject>> {
  const calendars = await calendarsOf(store, owner);
  const found = new Map<string, CalendarObject>();
  for (const [slug, named] of Map.groupBy(resources, (resource) => resource.slug)) {
    const calendar = calendars.find((one) => one.slug === slug);
    if (calendar === undefined) continue;
    const names = named.map(({ name }) => name);
    const objects = await store.reads.objectsByNames(calendar.id, names);
    for (const object of objects) found.set(`${slug}/${object.name}`, object);
  }
  return found;
}
