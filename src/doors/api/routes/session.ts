import type { Api, ApiParts } from '../api.ts';
import { sessionWish } from '../contract.ts';
import { Failed } from '../failed.ts';
import { sessionCookie, sessionToken } from '../sessionCookie.ts';

/** `/session`: a one-time link's token becomes a cookie; DELETE signs out. */
export function sessionRoutes(api: Api, { credentials }: ApiParts): void {
  api.post('/session', { schema: { body: sessionWish } }, async (request, reply) => {
    const token = await credentials.redeem(request.body.token);
    if (token === undefined) {
      throw new Failed(403, 'link-used-up', 'this sign-in link was used before or has expired: ask for another one');
    }
    return reply
      .code(204)
      .header('set-cookie', sessionCookie(token, request.protocol === 'https'))
      .send();
  });
  api.delete('/session', async (request, reply) => {
    const token = sessionToken(request.headers.cookie);
    if (token !== undefined) await credentials.endSession(token);
    return reply
      .code(204)
      .header('set-cookie', sessionCookie('', request.protocol === 'https'))
      .send();
  });
}
