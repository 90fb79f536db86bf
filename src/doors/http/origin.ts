import type { IncomingHttpHeaders } from 'node:http';

/** Methods that change nothing (rfc9110#9.2.1, rfc4918#9.1, rfc3253#3.6): a foreign page may send them and can't read the answer. */
const safeMethods = ['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT'];

/**
 * Whether a request that changes something comes from our own pages or from no browser.
 * Browsers always say Origin on these; programs say none. Scheme is left out: a proxy may
 * have ended TLS before us, and the Host was checked before.
 */
export function isAllowedOrigin(method: string, headers: IncomingHttpHeaders): boolean {
  if (safeMethods.includes(method)) return true;
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none';
  return URL.canParse(origin) && new URL(origin).host === headers.host?.toLowerCase();
}
