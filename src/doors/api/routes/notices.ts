import type { FastifyRequest } from 'fastify';
import type { Api, ApiParts } from '../api.ts';
import { noticeChoices, notices } from '../contract.ts';
import { Failed, settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** `/me/notices`: what the signed-in person is told of by mail; what she puts replaces all she chose before. */
export function noticeRoutes(api: Api, { hub, access }: ApiParts): void {
  api.get('/me/notices', { config: needs('person'), schema: { response: { 200: notices } } }, async (request) => {
    const { goTo, chosen, settings } = settled(await hub.notices(await personId(request)));
    const { reminderMinutes, agendaHour, ...kinds } = settings;
    return { goTo, chosen, kinds, reminderMinutes, agendaHour };
  });
  api.put('/me/notices', { config: needs('person'), schema: { body: noticeChoices } }, async (request, reply) => {
    settled(await hub.chooseNotices(await personId(request), request.body));
    return reply.code(204).send();
  });

  async function personId(request: FastifyRequest): Promise<string> {
    const principal = await access.anybody(request);
    if (principal.personId !== undefined) return principal.personId;
    throw new Failed(404, 'no-person', 'an administrator without a mailbox is told nothing: sign in as a person');
  }
}
