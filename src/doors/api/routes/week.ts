import type { Api, ApiParts } from '../api.ts';
import { byAddress, week, weekQuery } from '../contract.ts';
import { personView } from '../personView.ts';
import { eventsOfObject } from '../week/events.ts';
import { weekFrom } from '../week/range.ts';

/** `GET /people/{address}/week?start=`: seven days from a local date of the person. */
export function weekRoutes(api: Api, { hub, access, log }: ApiParts): void {
  api.get(
    '/people/:address/week',
    { schema: { params: byAddress, querystring: weekQuery, response: { 200: week } } },
    async (request) => {
      const person = await access.personOf(request, request.params.address);
      const range = weekFrom(request.query.start, person.timeZone);
      const calendars = await hub.store.reads.calendars(person.id);
      const objects = await Promise.all(calendars.map(({ id }) => hub.store.reads.objects(id, range)));
      const events = objects.flat().flatMap((object) => {
        try {
          return eventsOfObject(object, person, range);
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
