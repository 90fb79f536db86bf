import { calendarBySlug, calendarsOf } from '../calendars.ts';
import { type Described, keptWith } from '../described.ts';
import { type DavAnswer, type DavMethod, type DavRequest, notFound } from '../exchange.ts';
import { multistatus, propertyResponse } from '../multistatus.ts';
import { precondition } from '../precondition.ts';
import { applied } from '../preferences.ts';
import { readsText } from '../properties/table.ts';
import { expectRoot, type Wanted, wantedIn } from '../wanted.ts';
import { d, dav } from '../xml/names.ts';
import { readXml } from '../xml/read.ts';

/** PROPFIND (rfc4918#9.1), depth 0 and 1. */
export const propfind: DavMethod = async (request): Promise<DavAnswer> => {
  const { depth, prefer } = request;
  if (depth === 'infinity') return precondition(403, d('propfind-finite-depth'), 'Depth must be 0 or 1 here');
  const body = request.body.trim() === '' ? undefined : expectRoot(readXml(request.body), dav, 'propfind');
  const wanted = wantedIn(body);
  const target = await itself(request);
  if (target === undefined) return notFound;
  const inner = depth === '0' ? [] : await members(request, target, wanted);
  const described = depth === '1' && prefer.noRoot ? inner : [target, ...inner];
  const answer = multistatus(described.map((one) => propertyResponse(one, wanted, prefer)));
  return { ...answer, headers: applied(prefer) };
};

async function itself({ resource, store, owner }: DavRequest): Promise<Described | undefined> {
  switch (resource.kind) {
    case 'root':
    case 'principal':
    case 'home':
    case 'outbox':
      return { kind: 'plain', resource: { ...resource, kind: resource.kind } as never, owner };
    case 'inbox': {
      const kept = keptWith(await store.reads.properties(owner.id), 'inbox');
      const messages = await store.reads.inbox(owner.id);
      return { kind: 'inbox', resource: { ...resource, kind: 'inbox' }, owner, kept, messages };
    }
    case 'message': {
      const message = await store.reads.inboxMessage(owner.id, resource.name);
      return message && { kind: 'message', resource, owner, message };
    }
    case 'calendar': {
      const calendar = await calendarBySlug(store, owner, resource.slug);
      if (calendar === undefined) return undefined;
      const kept = keptWith(await store.reads.properties(owner.id), calendar.slug);
      return { kind: 'calendar', resource, owner, calendar, kept };
    }
    case 'object': {
      const calendar = await calendarBySlug(store, owner, resource.slug);
      const object = calendar && (await store.reads.objectByName(calendar.id, resource.name));
      return object && { kind: 'object', resource, owner, object };
    }
  }
}

async function members({ store, owner }: DavRequest, target: Described, wanted: Wanted): Promise<Described[]> {
  if (target.kind === 'calendar') {
    const { calendar, resource } = target;
    const { reads } = store;
    // A list of names and tags is read without the texts, which are the most of a calendar.
    const objects = readsText(wanted) ? await reads.objects(calendar.id) : await reads.entries(calendar.id);
    return objects.map((object) => {
      return { kind: 'object', resource: { ...resource, kind: 'object', name: object.name }, owner, object };
    });
  }
  if (target.kind === 'inbox') {
    const { address } = target.resource;
    return target.messages.map((message) => {
      return { kind: 'message', resource: { kind: 'message', address, name: message.name }, owner, message };
    });
  }
  if (target.resource.kind !== 'home') return [];
  const { address } = target.resource;
  const { reads } = store;
  const [calendars, properties] = await Promise.all([calendarsOf(store, owner), reads.properties(owner.id)]);
  const messages = await reads.inbox(owner.id);
  return [
    ...calendars.map((calendar): Described => {
      const resource = { kind: 'calendar', address, slug: calendar.slug } as const;
      return { kind: 'calendar', resource, owner, calendar, kept: keptWith(properties, calendar.slug) };
    }),
    { kind: 'inbox', resource: { kind: 'inbox', address }, owner, kept: keptWith(properties, 'inbox'), messages },
    { kind: 'plain', resource: { kind: 'outbox', address }, owner },
  ];
}
