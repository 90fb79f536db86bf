import type { Api, ApiParts } from '../api.ts';
import { needs } from '../needs.ts';
import { flowCookie, flowOf, sessionCookie } from '../sessionCookie.ts';
import { originOf, whenceOf } from '../whence.ts';

const callback = '/api/v1/session/oidc/callback';

/** `/session/oidc`: to the organisation's identity provider, and back. Pages, not JSON: a browser is led through. */
export function identityProviderRoutes(api: Api, { signIn }: ApiParts): void {
  const config = needs('anyone');
  api.get('/session/oidc', { config, schema: { hide: true } }, async (request, reply) => {
    const begun = await signIn.first.beginIdentityProvider(`${originOf(request)}${callback}`);
    if (begun.kind === 'refused') return reply.redirect(`/sign-in#problem=${begun.code}`);
    reply.header('set-cookie', flowCookie(begun.flow, request.protocol === 'https'));
    return reply.redirect(begun.url);
  });
  api.get('/session/oidc/callback', { config, schema: { hide: true } }, async (request, reply) => {
    const tls = request.protocol === 'https';
    const answer = new URL(request.url, originOf(request));
    const outcome = await signIn.first.byIdentityProvider(answer, flowOf(request.headers.cookie), whenceOf(request));
    if (outcome.kind === 'refused') {
      return reply.header('set-cookie', flowCookie('', tls)).redirect(`/sign-in#problem=${outcome.code}`);
    }
    reply.header('set-cookie', [flowCookie('', tls), sessionCookie(outcome.token, tls)]);
    return reply.redirect(outcome.stage === 'complete' ? '/' : '/sign-in');
  });
}
