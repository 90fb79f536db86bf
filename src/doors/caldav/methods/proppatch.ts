import { calendarBySlug } from '../calendars.ts';
import { type DavAnswer, type DavMethod, type DavRequest, notFound } from '../exchange.ts';
import { multistatus, propstat } from '../multistatus.ts';
import { applied } from '../preferences.ts';
import { type Plan, type PropertyUpdate, planOf, updatesIn } from '../propertyUpdate.ts';
import { hrefOf } from '../resource.ts';
import { expectRoot } from '../wanted.ts';
import { d, dav, keyOf } from '../xml/names.ts';
import { readXml } from '../xml/read.ts';
import { element, type Xml } from '../xml/write.ts';

/** PROPPATCH (rfc4918#9.2) of a calendar or the inbox: all of it or nothing. */
export const proppatch: DavMethod = async (request): Promise<DavAnswer> => {
  const { resource, store, owner, calendars, prefer } = request;
  const updates = updatesIn(expectRoot(readXml(request.body), dav, 'propertyupdate'));
  if (resource.kind !== 'calendar' && resource.kind !== 'inbox') return allForbidden(request, updates);
  if (resource.kind === 'calendar' && !(await calendarBySlug(store, owner, resource.slug))) return notFound;
  const collection = resource.kind === 'calendar' ? resource.slug : 'inbox';
  const plan = planOf(resource.kind, updates, false);
  if (plan.refused.length > 0) return answer(request, refusedStats(plan, updates));
  const described = await calendars.describe({ personId: owner.id, collection, ...plan });
  switch (described) {
    case 'absent':
      return notFound;
    case 'too-large':
      return answer(request, [propstat(names(updates), '507 Insufficient Storage')]);
    case 'described':
      // rfc8144#2.2: that it went well is all there is to say.
      if (prefer.minimal) return { status: 200, headers: applied(prefer) };
      return answer(request, [propstat(names(updates), '200 OK')]);
  }
};

function allForbidden(request: DavRequest, updates: readonly PropertyUpdate[]): DavAnswer {
  const why = element(d('error'), element(d('cannot-modify-protected-property')));
  return answer(request, [propstat(names(updates), '403 Forbidden', why)]);
}

/** What can't be is 403 with its condition; what could have been is 424 because of it (rfc4918#9.2.1). */
function refusedStats({ refused }: Plan, updates: readonly PropertyUpdate[]): Xml[] {
  const keys = new Set(refused.map(({ name }) => keyOf(name)));
  const others = updates.filter(({ name }) => !keys.has(keyOf(name)));
  return [
    ...refused.map(({ name, condition }) =>
      propstat([element(name)], '403 Forbidden', element(d('error'), element(condition))),
    ),
    ...(others.length > 0 ? [propstat(names(others), '424 Failed Dependency')] : []),
  ];
}

function names(updates: readonly PropertyUpdate[]): Xml[] {
  return updates.map(({ name }) => element(name));
}

function answer({ resource }: DavRequest, stats: readonly Xml[]): DavAnswer {
  return multistatus([element(d('response'), element(d('href'), hrefOf(resource)), stats)]);
}
