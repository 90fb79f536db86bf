/** What a request makes its effect depend on: entity tags, Schedule-Tag, If (rfc9110#13, rfc6638#8.3, rfc4918#10.4). */
import type { IncomingHttpHeaders } from 'node:http';
import type { Person } from '../../directory/types.ts';
import type { CalendarObject } from '../../store/contract.ts';
import { etagOf, scheduleTag } from './calendars.ts';
import { hrefOf, type Resource, resourceOf } from './resource.ts';

/** Whether a request that changes something holds over what is stored (undefined: nothing is). */
export function conditionsOf(
  headers: IncomingHttpHeaders,
  resource: Resource,
  owner: Person,
): (stored: CalendarObject | undefined) => boolean {
  return (stored) => {
    const etag = stored && etagOf(stored);
    const { 'if-match': match, 'if-none-match': noneMatch } = headers;
    if (match !== undefined && !namesTag(match, etag, 'strong')) return false;
    if (noneMatch !== undefined && namesTag(noneMatch, etag, 'weak')) return false;
    const scheduled = headers['if-schedule-tag-match'];
    if (scheduled !== undefined && String(scheduled).trim() !== (stored && scheduleTag(stored, owner))) return false;
    return headers.if === undefined || ifHolds(String(headers.if), etag, hrefOf(resource));
  };
}

/** Whether a list of entity tags, or `*`, names this one. Weak comparison takes W/ for nothing (rfc9110#8.8.3.2). */
export function namesTag(header: string, etag: string | undefined, how: 'weak' | 'strong'): boolean {
  if (etag === undefined) return false;
  return header.split(',').some((one) => {
    const given = one.trim();
    return given === '*' || (how === 'weak' ? given.replace(/^W\//, '') : given) === etag;
  });
}

/** Longest header looked at, and lists in it. */
const longestIf = 8192;

/**
 * The If header (rfc4918#10.4) as far as it can hold here: entity tags. Nothing is ever
 * locked, so a state token never matches, and `Not` of one always does.
 */
export function ifHolds(header: string, etag: string | undefined, href: string): boolean {
  if (header.length > longestIf) return false;
  let about = href;
  let looked = false;
  for (const [part] of header.matchAll(/<[^<>]*>|\([^()]*\)/g)) {
    if (part.startsWith('<')) {
      const tagged = resourceOf(part.slice(1, -1));
      about = tagged ? hrefOf(tagged) : '';
      continue;
    }
    if (about !== href) continue;
    looked = true;
    if (listHolds(part.slice(1, -1), etag)) return true;
  }
  return !looked;
}

function listHolds(list: string, etag: string | undefined): boolean {
  const conditions = [...list.matchAll(/(Not\s+)?(?:<[^<>]*>|\[([^[\]]*)\])/gi)];
  return (
    conditions.length > 0 &&
    conditions.every(([, not, tag]) => {
      const same = tag !== undefined && tag.trim().replace(/^W\//, '') === etag;
      return not === undefined ? same : !same;
    })
  );
}
