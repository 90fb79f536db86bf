import type { Api, ApiParts } from '../api.ts';
import { byId } from '../contract.ts';
import { needs } from '../needs.ts';
import { sessionCookie } from '../sessionCookie.ts';
import { browserOptions, passkeyWish, recoveryCodes } from '../signInContract.ts';
import { granted } from '../signInRefusals.ts';
import { relyingParty } from '../whence.ts';

/** `/me/passkeys`: a person registers and removes her passkeys. */
export function passkeyRoutes(api: Api, { access, signIn }: ApiParts): void {
  const { factors } = signIn;
  const config = needs('person', { enrolment: true });

  api.post('/me/passkeys/options', { config, schema: { response: { 200: browserOptions } } }, async (request) => {
    const { person, session } = await access.freshSelf(request);
    return { ...(await factors.passkeyOptions(relyingParty(request), person, session.id)) };
  });
  api.post(
    '/me/passkeys',
    { config, schema: { body: passkeyWish, response: { 201: recoveryCodes } } },
    async (request, reply) => {
      const { person, session } = await access.freshSelf(request);
      const { name, response } = request.body;
      const { authenticatorAttachment, response: said, ...rest } = response;
      const { transports, ...proof } = said;
      const answer = {
        ...rest,
        ...(authenticatorAttachment && { authenticatorAttachment }),
        response: { ...proof, ...(transports && { transports }) },
      };
      const enrolled = granted(await factors.addPasskey(relyingParty(request), person, session, name, answer), reply);
      reply.header('set-cookie', sessionCookie(enrolled.token, request.protocol === 'https'));
      return reply.code(201).send({ recoveryCodes: enrolled.recoveryCodes });
    },
  );
  api.delete('/me/passkeys/:id', { config: needs('person'), schema: { params: byId } }, async (request, reply) => {
    const { person } = await access.freshSelf(request);
    granted(await factors.removePasskey(person, request.params.id), reply);
    return reply.code(204).send();
  });
}
