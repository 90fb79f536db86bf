/** A real OpenID provider (oidc-provider) on loopback. Whoever comes is signed in there as `meant`, without being asked. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import Provider from 'oidc-provider';

export interface Identity {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly preferred_username?: string;
  /** rfc8176 */
  readonly amr?: readonly string[];
}

export const clientId = 'passerelle';
export const clientSecret = 'secret of the test';

const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

export async function startIdentityProvider(t: TestContext, redirectUris: readonly string[]) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const meant: { identity: Identity } = { identity: { sub: 'nobody' } };
  const known = new Map<string, Identity>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: redirectUris,
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
    jwks: { keys: [{ ...signingKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key of the test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: async () => ({ ...known.get(accountId) }),
    }),
  });
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return next();
    const { req, res } = context;
    const { params } = await provider.interactionDetails(req, res);
    const { identity } = meant;
    known.set(identity.sub, identity);
    const grant = new provider.Grant({ accountId: identity.sub, clientId: params.client_id });
    grant.addOIDCScope('openid email profile');
    const result = { login: { accountId: identity.sub, remember: false }, consent: { grantId: await grant.save() } };
    context.respond = false;
    await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  });
  server.on('request', provider.callback());
  return {
    issuer,
    /** Whom the provider signs in from now on. */
    means(identity: Identity) {
      meant.identity = identity;
    },
  };
}
