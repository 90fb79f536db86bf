import type { Api, ApiParts } from '../api.ts';
import { byEvent, delegation, forwarding } from '../contract.ts';
import { settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** `/people/{address}/events/{uid}/…`: what an attendee does with an invitation beside answering it. */
export function invitationRoutes(api: Api, { hub, access }: ApiParts): void {
  const event = '/people/:address/events/:uid';
  api.post(
    `${event}/delegate`,
    { config: needs('person'), schema: { params: byEvent, body: delegation } },
    async (request, reply) => {
      const { person, by } = await access.visitor(request, request.params.address);
      const { to, comment } = request.body;
      settled(await hub.delegateInvitation(person.id, request.params.uid, to, comment, by));
      return reply.code(204).send();
    },
  );
  api.post(
    `${event}/forward`,
    { config: needs('person'), schema: { params: byEvent, body: forwarding } },
    async (request, reply) => {
      const { person, by } = await access.visitor(request, request.params.address);
      const { to, comment } = request.body;
      settled(await hub.forwardInvitation(person.id, request.params.uid, to, comment, by));
      return reply.code(204).send();
    },
  );
  api.post(`${event}/refresh`, { config: needs('person'), schema: { params: byEvent } }, async (request, reply) => {
    const { person, by } = await access.visitor(request, request.params.address);
    settled(await hub.askRefresh(person.id, request.params.uid, by));
    return reply.code(204).send();
  });
}
