import { calendarBySlug, isOwn } from '../calendars.ts';
import type { DavAnswer, DavRequest } from '../exchange.ts';
import { missingResponse, multistatus, propertyResponse } from '../multistatus.ts';
import { resourceOf } from '../resource.ts';
import { wantedIn } from '../wanted.ts';
import { dav, isName } from '../xml/names.ts';
import type { XmlElement } from '../xml/read.ts';
import { withCalendarData } from './calendarData.ts';

/** calendar-multiget (rfc4791#7.9): objects by their names; each href is answered as it was asked. */
export async function calendarMultiget({ store, person }: DavRequest, body: XmlElement): Promise<DavAnswer> {
  const wanted = wantedIn(body);
  const hrefs = body.children.filter((inner) => isName(inner, dav, 'href')).map(({ text }) => text);
  const responses = await Promise.all(
    hrefs.map(async (href) => {
      const resource = resourceOf(href);
      if (resource?.kind !== 'object' || !isOwn(person, resource.address)) return missingResponse(href);
      const calendar = await calendarBySlug(store, person, resource.slug);
      const object = calendar && (await store.reads.objectByName(calendar.id, resource.name));
      return object
        ? propertyResponse(href, wanted, withCalendarData({ resource, object }, person))
        : missingResponse(href);
    }),
  );
  return multistatus(responses);
}
