import type { Api, ApiParts } from '../api.ts';
import { byId, password } from '../contract.ts';
import { Failed } from '../failed.ts';
import { needs } from '../needs.ts';
import { ownAppPasswords, ownAppPasswordWish } from '../signInContract.ts';

/** Passwords for programs that one person may have. */
const most = 100;

/** `/me/app-passwords`: for calendar programs (CalDAV) and mail programs (POP3), and for nothing else. */
export function appPasswordRoutes(api: Api, { access, credentials }: ApiParts): void {
  const config = needs('person');
  api.get('/me/app-passwords', { config, schema: { response: { 200: ownAppPasswords } } }, async (request) => {
    const { person } = await access.self(request);
    return { appPasswords: [...(await credentials.appPasswords(person.id))] };
  });
  api.post(
    '/me/app-passwords',
    { config, schema: { body: ownAppPasswordWish, response: { 201: password } } },
    async (request, reply) => {
      const { person } = await access.freshSelf(request);
      if ((await credentials.appPasswords(person.id)).length >= most) {
        throw new Failed(409, 'too-many', `there are ${most} already: revoke those that are not used any more`);
      }
      return reply.code(201).send({ password: await credentials.createAppPassword(person.id, request.body.name) });
    },
  );
  api.delete('/me/app-passwords/:id', { config, schema: { params: byId } }, async (request, reply) => {
    const { person } = await access.self(request);
    if (!(await credentials.revokeAppPassword(person.id, request.params.id))) {
      throw new Failed(404, 'no-such-password', 'no such app password');
    }
    return reply.code(204).send();
  });
}
