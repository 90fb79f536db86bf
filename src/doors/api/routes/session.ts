import type { Api, ApiParts } from '../api.ts';
import { sessionWish } from '../contract.ts';
import { Failed } from '../failed.ts';
import { needs } from '../needs.ts';
import { sessionCookie, sessionToken } from '../sessionCookie.ts';
import { sessionState } from '../signInContract.ts';
import { whenceOf } from '../whence.ts';

/** `/session`: how far a sign-in has come; a one-time link's token becomes a cookie; DELETE signs out. */
export function sessionRoutes(api: Api, { hub, access, credentials, signIn }: ApiParts): void {
  api.get(
    '/session',
    { config: needs('anyone', { open: true }), schema: { response: { 200: sessionState } } },
    async (request) => {
      const { organisation, signIn: policy } = hub.directory();
      const stage = (await access.session(request))?.stage ?? ('none' as const);
      return { organisation, identityProvider: policy.oidc !== undefined, stage };
    },
  );
  api.post('/session', { config: needs('anyone'), schema: { body: sessionWish } }, async (request, reply) => {
    const token = await credentials.redeem(request.body.token, whenceOf(request));
    if (token === undefined) {
      throw new Failed(403, 'link-used-up', 'this sign-in link was used before or has expired: ask for another one');
    }
    return reply
      .code(204)
      .header('set-cookie', sessionCookie(token, request.protocol === 'https'))
      .send();
  });
  api.delete('/session', { config: needs('anyone') }, async (request, reply) => {
    const token = sessionToken(request.headers.cookie);
    const session = token === undefined ? undefined : await signIn.sessions.find(token);
    if (session !== undefined) await signIn.sessions.end(session);
    return reply
      .code(204)
      .header('set-cookie', sessionCookie('', request.protocol === 'https'))
      .send();
  });
}
