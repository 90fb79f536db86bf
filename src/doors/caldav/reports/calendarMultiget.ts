import type { CalendarObject } from '../../../store/contract.ts';
import { ownerOf } from '../access.ts';
import { calendarsOf } from '../calendars.ts';
import type { DavAnswer, DavRequest } from '../exchange.ts';
import { missingResponse, multistatus, propertyResponse } from '../multistatus.ts';
import { precondition } from '../precondition.ts';
import { type Resource, resourceOf } from '../resource.ts';
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
    .map(({ text: href }) => ({ href, resource: ownObject(person, resourceOf(href)) }));
  const found = await objectsOf(
    request,
    asked.flatMap(({ resource }) => resource ?? []),
  );
  return multistatus(
    asked.map(({ href, resource }) => {
      const object = resource && found.get(`${resource.slug}/${resource.name}`);
      return object
        ? propertyResponse({ kind: 'object', resource, owner, object, render }, wanted, prefer, href)
        : missingResponse(href);
    }),
  );
}

type ObjectResource = Resource & { readonly kind: 'object' };

function ownObject(person: DavRequest['person'], resource: Resource | undefined): ObjectResource | undefined {
  return resource?.kind === 'object' && ownerOf(person, resource.address) ? resource : undefined;
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
