import type { Api, ApiParts } from '../api.ts';
import { answer, byAddress, byEvent, created, eventChange, eventDraft, history } from '../contract.ts';
import { Failed, settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** `/people/{address}/events`: what a person does with her events, or somebody in her name. Nothing is answered before it is committed. */
export function eventRoutes(api: Api, { hub, access }: ApiParts): void {
  api.post(
    '/people/:address/events',
    { config: needs('person'), schema: { params: byAddress, body: eventDraft, response: { 201: created } } },
    async (request, reply) => {
      const { person, by } = await access.visitor(request, request.params.address);
      const { uid } = settled(await hub.createEvent(person.id, request.body, by));
      return reply.code(201).send({ uid });
    },
  );
  api.patch(
    '/people/:address/events/:uid',
    { config: needs('person'), schema: { params: byEvent, body: eventChange } },
    async (request, reply) => {
      const { person, by } = await access.visitor(request, request.params.address);
      settled(await hub.changeEvent(person.id, request.params.uid, request.body, by));
      return reply.code(204).send();
    },
  );
  api.delete(
    '/people/:address/events/:uid',
    { config: needs('person'), schema: { params: byEvent } },
    async (request, reply) => {
      const { person, by } = await access.visitor(request, request.params.address);
      settled(await hub.cancelEvent(person.id, request.params.uid, by));
      return reply.code(204).send();
    },
  );
  api.post(
    '/people/:address/events/:uid/answer',
    { config: needs('person'), schema: { params: byEvent, body: answer } },
    async (request, reply) => {
      const { person, by } = await access.visitor(request, request.params.address);
      const { partStat, comment } = request.body;
      settled(await hub.answer(person.id, request.params.uid, partStat, comment, by));
      return reply.code(204).send();
    },
  );
  api.get(
    '/people/:address/events/:uid/history',
    { config: needs('person'), schema: { params: byEvent, response: { 200: history } } },
    async (request) => {
      const person = await access.personOf(request, request.params.address);
      const { uid } = request.params;
      const calendars = await hub.store.reads.calendars(person.id);
      const found = (await Promise.all(calendars.map(({ id }) => hub.store.reads.history(id, uid)))).flat();
      if (found.length === 0) throw new Failed(404, 'no-such-event', `no event ${uid} was ever on this calendar`);
      return { history: found };
    },
  );
}
