/** An OpenID Connect provider as a relying party uses it: authorization code with PKCE, state and nonce (openid-client). */
import * as client from 'openid-client';
import type { Clock } from './clock.ts';

export interface OpenIdClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What the browser has to bring back with the answer; for nobody else's eyes. */
export interface OpenIdFlow {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Claims of the ID token, completed by the userinfo endpoint where the token has no address. */
export type OpenIdClaims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };

export interface OpenIdProvider {
  /** Where to send the browser. Rejects when the provider can't be found. */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly flow: OpenIdFlow }>;
  /** Rejects, saying why, unless the provider vouches for somebody in answer to this flow. @param answer address the browser came back to */
  finish(answer: URL, flow: OpenIdFlow): Promise<OpenIdClaims>;
}

/** How long what was discovered is believed, milliseconds. */
const discoveryLifetime = 3600 * 1000;
/** Seconds for each request to the provider. */
const timeout = 10;

/**
 * The provider of settings as they hold now, whose secret is a reference: read when it is
 * needed, so that one that can't be read is the sign-in's failure and not the hub's.
 */
export function openIdProviders(
  readSecret: (reference: string) => string,
  clock: Clock,
): (settings: OpenIdClient) => OpenIdProvider {
  let current: { readonly key: string; readonly provider: OpenIdProvider } | undefined;
  return ({ issuer, clientId, clientSecret }) => {
    const key = JSON.stringify([issuer, clientId, clientSecret]);
    if (current?.key !== key) {
      const settings = { issuer, clientId, clientSecret: readSecret(clientSecret) };
      current = { key, provider: createOpenIdProvider(settings, clock.now) };
    }
    return current.provider;
  };
}

export function createOpenIdProvider(settings: OpenIdClient, now: () => number): OpenIdProvider {
  let found: { readonly configuration: Promise<client.Configuration>; readonly at: number } | undefined;

  function discovered(): Promise<client.Configuration> {
    if (found !== undefined && now() - found.at < discoveryLifetime) return found.configuration;
    const issuer = new URL(settings.issuer);
    const configuration = client.discovery(issuer, settings.clientId, settings.clientSecret, undefined, {
      timeout,
      // Settings allow http for a provider on this machine only.
      ...(issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}),
    });
    found = { configuration, at: now() };
    // What could not be found is looked for again.
    configuration.catch(() => {
      found = undefined;
    });
    return configuration;
  }

  return {
    async begin(redirectUri) {
      const configuration = await discovered();
      const flow = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, flow };
    },
    async finish(answer, { state, nonce, verifier }) {
      const configuration = await discovered();
      const tokens = await client.authorizationCodeGrant(configuration, answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('the provider sent no ID token');
      if (claims.email !== undefined || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
      const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      // What is signed holds against what is not.
      return { ...more, ...claims };
    },
  };
}
