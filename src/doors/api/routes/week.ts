import { asTaken, isPrivate } from '../../../calendar/sharedView.ts';
import type { CalendarAccess } from '../../../directory/calendarAccess.ts';
import type { CalendarObject } from '../../../store/contract.ts';
import type { Api, ApiParts } from '../api.ts';
import { byAddress, week, weekQuery } from '../contract.ts';
import { needs } from '../needs.ts';
import { personView } from '../personView.ts';
import { eventsOfObject } from '../week/events.ts';
import { weekFrom } from '../week/range.ts';

/** `GET /people/{address}/week?start=`: seven days from a local date of the person. */
export function weekRoutes(api: Api, { hub, access, log }: ApiParts): void {
  api.get(
    '/people/:address/week',
    { config: needs('person'), schema: { params: byAddress, querystring: weekQuery, response: { 200: week } } },
    async (request) => {
      const { person, accessTo } = await access.visitor(request, request.params.address);
      const range = weekFrom(request.query.start, person.timeZone);
      const all = await hub.store.reads.calendars(person.id);
      const calendars = all.filter(({ id }) => accessTo(id).seeTaken);
      const objects = await Promise.all(calendars.map(({ id }) => hub.store.reads.objects(id, range)));
      const events = objects.flat().flatMap((object) => {
        try {
          return eventsOfObject(shownTo(object, accessTo(object.calendarId)), person, range);
        } catch (fault) {
          // One object that can't be read must not take the whole week away.
          log.error({ fault: String(fault), calendarId: object.calendarId, uid: object.uid }, 'event can not be shown');
          return [];
        }
      });
      events.sort((a, b) => (a.start < b.start ? -1 : 1));
      const iso = (at: number) => new Date(at).toISOString();
      return { person: personView(person), start: iso(range.from), end: iso(range.to), events };
    },
  );
}

/** Whole where the visitor may see it; else as time that is taken. */
function shownTo(object: CalendarObject, { seeEvents, seePrivate }: CalendarAccess): CalendarObject {
  const whole = seeEvents && (seePrivate || !isPrivate(object.ics));
  return whole ? object : { ...object, ics: asTaken(object.ics), role: 'none' };
}
