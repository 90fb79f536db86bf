import { createHash } from 'node:crypto';
import type { CalendarObject } from '../../../store/contract.ts';
import { GraphFailure } from '../frame/failure.ts';

/** What Graph says where there is no time. */
export const never = '0001-01-01T00:00:00Z';

/** One for the whole object: a change to a series changes the tag of all its instances. */
export function etagOf({ calendarId, uid, version, updatedAt }: CalendarObject): string {
  const hash = createHash('sha256').update(`${calendarId}\n${uid}\n${version}\n${updatedAt}`).digest('base64');
  return `W/"${hash.slice(0, 24)}"`;
}

/** rfc9110#13.1.1, weakly, as Graph does. Throws 412. */
export function checkMatch(ifMatch: string | undefined, object: CalendarObject): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const wanted = ifMatch.split(',').map(bare);
  if (wanted.includes(bare(etagOf(object)))) return;
  const message = 'The change key passed in the request does not match the current change key for the item.';
  throw new GraphFailure(412, 'ErrorIrresolvableConflict', message);
}

function bare(tag: string): string {
  return tag.trim().replace(/^W\//, '').replaceAll('"', '');
}
