import type { Api, ApiParts } from '../api.ts';
import { answer, byAddress, byEvent, calendarQuery, created, eventChange, eventDraft } from '../contract.ts';
import { settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** `/people/{address}/events`: what a person does with her events, or somebody in her name. Nothing is answered before it is committed. */
export function eventRoutes(api: Api, { hub, access }: ApiParts): void {
  api.post(
    '/people/:address/events',
    {
      config: needs('person'),
      schema: { params: byAddress, querystring: calendarQuery, body: eventDraft, response: { 201: created } },
    },
    async (request, reply) => {
      const { person, by } = await access.visitor(request, request.params.address);
      const { uid } = settled(await hub.createEvent(person.id, { ...request.body, ...request.query }, by));
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
      const { uid } = request.params;
      const { partStat, comment, proposedTime: time, recurrenceId: instance } = request.body;
      const words = comment === undefined ? {} : { comment };
      if (time) {
        const proposal = { time, partStat, ...words, ...(instance !== undefined && { instance }) };
        settled(await hub.propose(person.id, uid, proposal, by));
      } else settled(await hub.answer(person.id, uid, partStat, comment, by));
      return reply.code(204).send();
    },
  );
}
