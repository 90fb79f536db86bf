import { calendarBySlug, calendarsOf } from '../calendars.ts';
import { type DavAnswer, type DavMethod, type DavRequest, notFound } from '../exchange.ts';
import { multistatus, propertyResponse } from '../multistatus.ts';
import { precondition } from '../precondition.ts';
import { type Described, propertiesOf } from '../properties.ts';
import { hrefOf } from '../resource.ts';
import { expectRoot, wantedIn } from '../wanted.ts';
import { dav } from '../xml/names.ts';
import { readXml } from '../xml/read.ts';

/** PROPFIND (rfc4918#9.1), depth 0 and 1. */
export const propfind: DavMethod = async (request): Promise<DavAnswer> => {
  if (request.depth === 'infinity') {
    const finite = { namespace: dav, local: 'propfind-finite-depth' };
    return precondition(403, finite, 'Depth must be 0 or 1 here');
  }
  const body = request.body.trim() === '' ? undefined : expectRoot(readXml(request.body), dav, 'propfind');
  const wanted = wantedIn(body);
  const target = await itself(request);
  if (target === undefined) return notFound;
  const described = request.depth === '0' ? [target] : [target, ...(await members(request))];
  return multistatus(
    described.map((one) => propertyResponse(hrefOf(one.resource), wanted, propertiesOf(one, request.person))),
  );
};

async function itself({ resource, store, person }: DavRequest): Promise<Described | undefined> {
  if (resource.kind !== 'calendar' && resource.kind !== 'object') return { resource };
  const calendar = await calendarBySlug(store, person, resource.slug);
  if (calendar === undefined) return undefined;
  if (resource.kind === 'calendar') return { resource, calendar };
  const object = await store.reads.objectByName(calendar.id, resource.name);
  return object && { resource, object };
}

async function members({ resource, store, person }: DavRequest): Promise<Described[]> {
  const { address } = person;
  switch (resource.kind) {
    case 'home': {
      const calendars = await calendarsOf(store, person);
      return calendars.map((calendar) => ({ resource: { kind: 'calendar', address, slug: calendar.slug }, calendar }));
    }
    case 'calendar': {
      const calendar = await calendarBySlug(store, person, resource.slug);
      const objects = calendar ? await store.reads.objects(calendar.id) : [];
      return objects.map((object) => ({ resource: { ...resource, kind: 'object', name: object.name }, object }));
    }
    case 'root':
    case 'principal':
    case 'object':
      return [];
  }
}
