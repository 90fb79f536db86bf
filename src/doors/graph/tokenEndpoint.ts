import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isAcceptedDomain } from '../../directory/recipients.ts';
import { type Audience, accessTokenLifetime, type Credentials } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import type { Clock } from '../../platform/clock.ts';
import { isLocalRequest } from '../http/host.ts';
import { provenByAssertion } from './clientAssertion.ts';

/** A client that proves who it is: its id, or undefined. Another kind of proof is another entry. */
type Proof = (form: URLSearchParams, credentials: Credentials, asked: Asked) => Promise<string | undefined>;

/** Where the client asks, and when. */
export interface Asked {
  /** Addresses of this endpoint: what an assertion may be meant for. */
  readonly endpoints: readonly string[];
  readonly now: number;
}

const proofs: readonly Proof[] = [
  async (form, credentials) => {
    const id = form.get('client_id');
    const secret = form.get('client_secret');
    if (id === null || secret === null) return undefined;
    return (await credentials.checkClient(id, secret)) ? id : undefined;
  },
  (form, credentials, asked) => provenByAssertion(form, credentials, asked),
];

/** `/{tenant}/oauth2/v2.0/token`: client credentials (rfc6749#4.4), errors in Entra's shape (rfc6749#5.2). */
export async function registerTokenEndpoint(
  app: FastifyInstance,
  { hub, credentials, clock }: { readonly hub: HubServices; readonly credentials: Credentials; readonly clock: Clock },
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const bodyLimit = 64 * 1024;
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    scope.post('/:tenant/oauth2/v2.0/token', async (request, reply) => {
      reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
      const answer = await answerTo(request);
      return reply.code(answer.status).send(answer.body);
    });
  });

  async function answerTo(request: FastifyRequest): Promise<{ status: number; body: object }> {
    if (request.protocol !== 'https' && !isLocalRequest(request)) {
      return failed(400, 'invalid_request', 'secrets are taken over TLS only');
    }
    const { tenant } = request.params as { readonly tenant: string };
    if (tenant !== (await credentials.tenant()) && !isAcceptedDomain(hub.directory(), tenant)) {
      return failed(400, 'invalid_request', `AADSTS90002: Tenant '${tenant.slice(0, 100)}' not found.`);
    }
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    if (form.get('grant_type') !== 'client_credentials') {
      return failed(400, 'unsupported_grant_type', 'expected grant_type=client_credentials');
    }
    const scope = audienceOf(form.get('scope'), request.hostname);
    if (scope === undefined) {
      return failed(
        400,
        'invalid_scope',
        'AADSTS70011: The provided value for scope is not valid: one resource and /.default.',
      );
    }
    const endpoint = `${request.protocol}://${request.host}/${tenant}/oauth2/v2.0/token`;
    const asked = {
      endpoints: [endpoint, `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`],
      now: clock.now(),
    };
    for (const proof of proofs) {
      const clientId = await proof(form, credentials, asked);
      if (clientId === undefined) continue;
      const access_token = await credentials.issueAccessToken(clientId, scope.audience);
      const expires_in = accessTokenLifetime / 1000;
      return { status: 200, body: { token_type: 'Bearer', expires_in, ext_expires_in: expires_in, access_token } };
    }
    return failed(401, 'invalid_client', 'AADSTS7000215: Invalid client secret or assertion provided.');
  }
}

/** What the token is for; without a scope, or with one of the hub's own, for everything. Undefined: no such resource. */
function audienceOf(scope: string | null, host: string): { readonly audience?: Audience } | undefined {
  if (scope === null || scope.trim() === '') return {};
  const resource = /^(https?:\/\/[^/\s]+)\/+\.default$/.exec(scope.trim())?.[1];
  if (resource === undefined || !URL.canParse(resource)) return undefined;
  const { hostname } = new URL(resource);
  if (hostname === 'graph.microsoft.com') return { audience: 'graph' };
  if (hostname === 'outlook.office365.com') return { audience: 'exchange' };
  return hostname === host ? {} : undefined;
}

function failed(status: number, error: string, error_description: string): { status: number; body: object } {
  return { status, body: { error, error_description } };
}
