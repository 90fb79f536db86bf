import { calendarOwner } from '../../../directory/calendarAccess.ts';
import type { Api, ApiParts } from '../api.ts';
import { byEvent, eventUndone, history, undoWish } from '../contract.ts';
import { settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** `/people/{address}/events/{uid}/history` and `/undo`: what happened to an event, and the latest of it taken back (law L6). */
export function historyRoutes(api: Api, { hub, access }: ApiParts): void {
  const event = '/people/:address/events/:uid';
  api.get(
    `${event}/history`,
    { config: needs('person'), schema: { params: byEvent, response: { 200: history } } },
    async (request) => {
      const person = await access.personOf(request, request.params.address);
      const { entries, undo } = settled(await hub.history(person.id, request.params.uid));
      const told = entries.map(({ calendarId, ...entry }) => {
        return { ...entry, calendar: calendarId.slice(calendarOwner(calendarId).length + 1) };
      });
      return { history: told, ...(undo && { undo }) };
    },
  );
  api.post(
    `${event}/undo`,
    { config: needs('person'), schema: { params: byEvent, body: undoWish, response: { 200: eventUndone } } },
    async (request) => {
      const { person, by } = await access.visitor(request, request.params.address);
      const { what, told } = settled(await hub.undo(person.id, request.params.uid, request.body.entry, by));
      return { undone: what, told };
    },
  );
}
