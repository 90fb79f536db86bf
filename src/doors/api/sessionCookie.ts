import { flowLifetime } from '../../pipeline/signIn/firstFactor.ts';
import { sessionLifetime } from '../../pipeline/signIn/sessions.ts';

const name = 'passerelle_session';
const flowName = 'passerelle_oidc';

/** The session token a browser sent (rfc6265#5.4). */
export function sessionToken(header: string | undefined): string | undefined {
  return cookie(header, name);
}

/** Set-Cookie: no script reads it, no other site sends it; an empty token ends it. */
export function sessionCookie(token: string, tls: boolean): string {
  const age = token === '' ? 0 : sessionLifetime / 1000;
  return `${name}=${token}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${tls ? '; Secure' : ''}`;
}

/** What a browser brings back from the identity provider; sealed, so nobody else can make one. */
export function flowOf(header: string | undefined): string {
  return cookie(header, flowName) ?? '';
}

/** Lax: the way back from the provider begins on its site. An empty flow ends it. */
export function flowCookie(flow: string, tls: boolean): string {
  const age = flow === '' ? 0 : flowLifetime / 1000;
  const path = 'Path=/api/v1/session/oidc';
  return `${flowName}=${flow}; ${path}; Max-Age=${age}; HttpOnly; SameSite=Lax${tls ? '; Secure' : ''}`;
}

function cookie(header: string | undefined, wanted: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === wanted) return pair.slice(at + 1).trim() || undefined;
  }
  return undefined;
}
