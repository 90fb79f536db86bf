import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignInOutcome } from '../../../pipeline/signIn/outcome.ts';
import type { Session } from '../../../pipeline/signIn/sessions.ts';
import type { Api, ApiParts } from '../api.ts';
import { Failed } from '../failed.ts';
import { needs } from '../needs.ts';
import { sessionCookie } from '../sessionCookie.ts';
import {
  browserOptions,
  codeWish,
  entered,
  newPassword,
  passkeySignIn,
  passwordLinkWish,
  passwordSignIn,
} from '../signInContract.ts';
import { granted } from '../signInRefusals.ts';
import { originOf, relyingParty, whenceOf } from '../whence.ts';

/** `/session/…`: the ways in, each a step. The answer says how far it led; the cookie is the session. */
export function signInRoutes(api: Api, { access, signIn, publicUrl }: ApiParts): void {
  const config = needs('anyone');
  const response = { 200: entered };

  api.post('/session/password', { config, schema: { body: passwordSignIn, response } }, async (request, reply) => {
    const { address, password } = request.body;
    return enter(request, reply, await signIn.first.byPassword(address, password, whenceOf(request)));
  });
  api.post('/session/passkey/options', { config, schema: { response: { 200: browserOptions } } }, async (request) => ({
    ...(await signIn.first.passkeyOptions(relyingParty(request))),
  }));
  api.post('/session/passkey', { config, schema: { body: passkeySignIn, response } }, async (request, reply) => {
    const answer = request.body.response;
    // What the browser left out is not there, rather than undefined.
    const { authenticatorAttachment, response: said, ...rest } = answer;
    const { userHandle, ...proof } = said;
    const outcome = await signIn.first.byPasskey(
      relyingParty(request),
      {
        ...rest,
        ...(authenticatorAttachment && { authenticatorAttachment }),
        response: { ...proof, ...(userHandle && { userHandle }) },
      },
      whenceOf(request),
    );
    // The session that waited for it is done with.
    const waiting = await access.session(request);
    if (outcome.kind === 'signedIn' && waiting !== undefined) await signIn.sessions.end(waiting);
    return enter(request, reply, outcome);
  });
  api.post('/session/totp', { config, schema: { body: codeWish, response } }, async (request, reply) =>
    enter(request, reply, await signIn.second.byTotp(await waiting(request), request.body.code)),
  );
  api.post('/session/recovery-code', { config, schema: { body: codeWish, response } }, async (request, reply) =>
    enter(request, reply, await signIn.second.byRecoveryCode(await waiting(request), request.body.code)),
  );
  api.post('/session/password-link', { config, schema: { body: passwordLinkWish } }, async (request, reply) => {
    signIn.passwordLinks.request(request.body.address, publicUrl?.() ?? originOf(request), whenceOf(request));
    // The same for everybody: whether there is such a person is not told.
    return reply.code(202).send();
  });
  api.post('/session/new-password', { config, schema: { body: newPassword, response } }, async (request, reply) => {
    const { token, password } = request.body;
    return enter(request, reply, await signIn.passwordLinks.redeem(token, password, whenceOf(request)));
  });

  async function waiting(request: FastifyRequest): Promise<Session> {
    const session = await access.session(request);
    if (session?.stage !== 'secondFactor') throw new Failed(401, 'not-signed-in', 'sign in first');
    return session;
  }
}

function enter(request: FastifyRequest, reply: FastifyReply, outcome: SignInOutcome) {
  const { token, stage } = granted(outcome, reply);
  reply.header('set-cookie', sessionCookie(token, request.protocol === 'https'));
  return { stage };
}
