import { sessionLifetime } from '../../pipeline/signIn/sessions.ts';

const name = 'passerelle_session';

/** The session token a browser sent (rfc6265#5.4). */
export function sessionToken(header: string | undefined): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/** Set-Cookie: no script reads it, no other site sends it; an empty token ends it. */
export function sessionCookie(token: string, tls: boolean): string {
  const age = token === '' ? 0 : sessionLifetime / 1000;
  return `${name}=${token}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${tls ? '; Secure' : ''}`;
}
