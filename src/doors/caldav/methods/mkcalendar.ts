import { calendarBySlug } from '../calendars.ts';
import type { DavAnswer, DavMethod } from '../exchange.ts';
import { precondition } from '../precondition.ts';
import { planOf, updatesIn } from '../propertyUpdate.ts';
import { isName } from '../resource.ts';
import { c, caldav, d, isName as isElement } from '../xml/names.ts';
import { readXml, type XmlElement } from '../xml/read.ts';

/** MKCALENDAR (rfc4791#5.3.1), and MKCOL that asks for a calendar (rfc5689): in the home, under any free name. */
export const mkcalendar: DavMethod = async ({ resource, store, owner, calendars, body }): Promise<DavAnswer> => {
  if (resource.kind !== 'calendar' || !isName(resource.slug)) {
    return precondition(403, c('calendar-collection-location-ok'), 'calendars are made in the calendar home');
  }
  if (await calendarBySlug(store, owner, resource.slug)) {
    return precondition(403, d('resource-must-be-null'), 'there is a calendar of this name');
  }
  const root = body.trim() === '' ? undefined : readXml(body);
  if (!isCalendarAsked(root)) return precondition(403, d('valid-resourcetype'), 'only calendars are made here');
  const plan = planOf('calendar', root ? updatesIn(root) : [], true);
  const [refused] = plan.refused;
  if (refused) return precondition(403, refused.condition, `${refused.name.local} can't be as asked`);
  const made = await calendars.make({ personId: owner.id, collection: resource.slug, ...plan });
  switch (made) {
    case 'made':
      return { status: 201, headers: { 'cache-control': 'no-cache' } };
    case 'taken':
      return precondition(403, d('resource-must-be-null'), 'there is a calendar of this name');
    case 'too-many':
      return precondition(507, d('quota-not-exceeded'), 'a person has at most 100 calendars');
  }
};

/** An MKCALENDAR does by its name; MKCOL's body has to say that it wants one. */
function isCalendarAsked(root: XmlElement | undefined): boolean {
  if (root === undefined || isElement(root, caldav, 'mkcalendar')) return true;
  return updatesIn(root).some(
    ({ name, element }) =>
      name.local === 'resourcetype' && element?.children.some((type) => isElement(type, caldav, 'calendar')),
  );
}
