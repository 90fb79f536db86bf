/**
 * What the home says of a sender (law L7). Headers above the first Received line that
 * the home did not write are the home's own; anybody could have written the rest.
 */

import { compileIpRanges } from '../ipRanges.ts';
import type { AuthenticationVerdict, AuthResult, Header } from '../message.ts';
import { parseReceived, type ReceivedLine } from './receivedLine.ts';
import { type MethodResult, parseAuthenticationResults } from './results.ts';

export interface HomeReading {
  readonly verdict: AuthenticationVerdict;
  /** The home took it from one of its own people: authenticated submission, or the machine itself. */
  readonly internalSubmission: boolean;
  /** The server the home took it from. */
  readonly originIp?: string;
}

/**
 * @param authservId the id whose Authentication-Results are believed, as declared in the connection
 * @param ownDomains domains whose hosts are the home's
 */
export function readHomeVerdict(
  headers: readonly Header[],
  authservId: string,
  ownDomains: readonly string[],
): HomeReading {
  const id = authservId.toLowerCase();
  const isHome = (host: string | undefined) => host !== undefined && isHomeHost(host, id, ownDomains);
  const found = new Map<string, MethodResult>();
  let border: ReceivedLine | undefined;
  /** The home's own machine handed it on to itself: a user's program, or a filter that gives back what came from outside. */
  let handedOn = false;
  let older = false;
  for (const { name, value } of headers) {
    const lower = name.length === 8 || name.length === 22 ? name.toLowerCase() : '';
    if (lower === 'received') {
      // Below the border every Received line is from outside, whatever it says.
      if (border) break;
      const line = parseReceived(value);
      // A line without `from` was written inside, where the topmost lines come from.
      const writtenInside = line.from === undefined && line.by !== undefined && !isHome(line.by);
      const byHome = isHome(line.by);
      if (handedOn) older = true;
      if (writtenInside) continue;
      if (!byHome) break;
      if (isHandedOn(line)) {
        handedOn = true;
        continue;
      }
      if (isInternalHop(line, isHome)) continue;
      border = line;
      // What the home wrote above its border is its word; only without that, one right below counts.
      if (found.size > 0) break;
    } else if (lower === 'authentication-results') {
      const { authservId: by, results } = parseAuthenticationResults(value);
      if (by !== id) continue;
      // The topmost word on a method was written last, by the home.
      for (const result of results) if (!found.has(result.method)) found.set(result.method, result);
    }
  }
  const ip = border?.ip;
  return {
    verdict: verdictOf(found),
    // Nothing older below: then it began on the home's machine itself.
    internalSubmission: found.size === 0 && (border ? isAuthenticated(border) : handedOn && !older),
    ...(ip === undefined ? {} : { originIp: ip }),
  };
}

/**
 * From one machine of the home to another: the name that was looked up says so, or a
 * private address does. What the peer said of itself (EHLO) proves nothing.
 */
function isInternalHop(line: ReceivedLine, isHome: (host: string | undefined) => boolean): boolean {
  if (isAuthenticated(line)) return false;
  if (isHome(line.verifiedName)) return true;
  return line.ip !== undefined && privateRanges.contains(line.ip) && isHome(line.from);
}

const privateRanges = compileIpRanges([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  '::1',
  'fc00::/7',
]);

function verdictOf(found: ReadonlyMap<string, MethodResult>): AuthenticationVerdict {
  if (found.size === 0) return { by: 'none', spf: 'none', dkim: 'none', dmarc: 'none', arc: 'none' };
  const result = (method: string): AuthResult => found.get(method)?.result ?? 'none';
  const domains = [
    ['dmarc', 'header.from'],
    ['dkim', 'header.d'],
    ['dkim', 'header.i'],
    ['spf', 'smtp.mailfrom'],
  ] as const;
  const passed = domains.flatMap(([method, property]) => {
    const text = result(method) === 'pass' ? found.get(method)?.properties.get(property) : undefined;
    return text === undefined ? [] : [text.slice(text.lastIndexOf('@') + 1)];
  });
  const dmarcFrom = found.get('dmarc')?.properties.get('header.from')?.toLowerCase();
  return {
    by: 'home',
    spf: result('spf'),
    dkim: result('dkim'),
    dmarc: result('dmarc'),
    arc: result('arc'),
    ...(dmarcFrom === undefined ? {} : { dmarcFrom: dmarcFrom.slice(dmarcFrom.lastIndexOf('@') + 1) }),
    ...(passed.length === 0 ? {} : { passedDomains: [...new Set(passed)] }),
  };
}

/** The declared host, one below it, or one of the organisation's own domains. */
function isHomeHost(host: string, authservId: string, ownDomains: readonly string[]): boolean {
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  return [authservId, ...ownDomains].some((domain) => name === domain || name.endsWith(`.${domain}`));
}

/** rfc3848: the A of ESMTPA and ESMTPSA says that the client authenticated. */
function isAuthenticated(line: ReceivedLine): boolean {
  return /^(UTF8)?(E?SMTP|LMTP)S?A$/.test(line.protocol ?? '');
}

/** From a process of the same machine, which was not asked who it is. */
function isHandedOn(line: ReceivedLine): boolean {
  if (isAuthenticated(line)) return false;
  return line.from === undefined || (line.ip !== undefined && (line.ip.startsWith('127.') || line.ip === '::1'));
}
