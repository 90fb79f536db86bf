import type { Api, ApiParts } from '../api.ts';
import { needs } from '../needs.ts';
import { sessionCookie } from '../sessionCookie.ts';
import { codeWish, passwordChange, recoveryCodes, security, totpKey } from '../signInContract.ts';
import { granted } from '../signInRefusals.ts';

/** `/me/security` and what is beside it: how a person signs in. What changes it wants a fresh sign-in. */
export function securityRoutes(api: Api, { access, signIn }: ApiParts): void {
  const { factors } = signIn;
  const enrolment = needs('person', { enrolment: true });

  api.get('/me/security', { config: enrolment, schema: { response: { 200: security } } }, async (request) => {
    const { person, session } = await access.self(request);
    return { address: person.address, role: session.role, ...(await factors.overview(person)) };
  });
  api.put('/me/password', { config: needs('person'), schema: { body: passwordChange } }, async (request, reply) => {
    const { person, session } = await access.freshSelf(request);
    const { current, password } = request.body;
    const { token } = granted(await factors.setPassword(person, session, current, password), reply);
    reply.header('set-cookie', sessionCookie(token, request.protocol === 'https'));
    return reply.code(204).send();
  });
  api.post('/me/totp', { config: enrolment, schema: { response: { 200: totpKey } } }, async (request) => {
    const { person } = await access.freshSelf(request);
    return factors.beginTotp(person);
  });
  api.post(
    '/me/totp/confirm',
    { config: enrolment, schema: { body: codeWish, response: { 200: recoveryCodes } } },
    async (request, reply) => {
      const { person, session } = await access.freshSelf(request);
      const enrolled = granted(await factors.confirmTotp(person, session, request.body.code), reply);
      reply.header('set-cookie', sessionCookie(enrolled.token, request.protocol === 'https'));
      return { recoveryCodes: enrolled.recoveryCodes };
    },
  );
  api.delete('/me/totp', { config: needs('person') }, async (request, reply) => {
    const { person } = await access.freshSelf(request);
    granted(await factors.removeTotp(person), reply);
    return reply.code(204).send();
  });
  api.post(
    '/me/recovery-codes',
    { config: needs('person'), schema: { response: { 200: recoveryCodes } } },
    async (request, reply) => {
      const { person } = await access.freshSelf(request);
      const made = granted(await factors.newRecoveryCodes(person), reply);
      return { recoveryCodes: made.recoveryCodes };
    },
  );
}
