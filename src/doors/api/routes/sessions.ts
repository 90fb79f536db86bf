import type { Api, ApiParts } from '../api.ts';
import { byId } from '../contract.ts';
import { Failed } from '../failed.ts';
import { needs } from '../needs.ts';
import { openSessions } from '../signInContract.ts';

/** `/me/sessions`: where a person is signed in, and how to end that. */
export function sessionsRoutes(api: Api, { access, signIn }: ApiParts): void {
  const { sessions } = signIn;
  const config = needs('person');

  api.get('/me/sessions', { config, schema: { response: { 200: openSessions } } }, async (request) => {
    const { person, session } = await access.self(request);
    const open = await sessions.of(person.id);
    return {
      sessions: open.map(({ id, method, address, agent, createdAt, seenAt }) => ({
        ...{ id, current: id === session.id, method, address, agent, createdAt, seenAt },
      })),
    };
  });
  api.delete('/me/sessions/:id', { config, schema: { params: byId } }, async (request, reply) => {
    const { person } = await access.self(request);
    const found = (await sessions.of(person.id)).find(({ id }) => id === request.params.id);
    if (found === undefined) throw new Failed(404, 'no-such-session', 'no such session is open');
    await sessions.end(found);
    return reply.code(204).send();
  });
}
