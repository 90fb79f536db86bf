import { createHash } from 'node:crypto';
import { addressOf } from '../icalendar/calAddress.ts';
import { events, type JComponent, type JProperty, mapProperties, withParameters } from '../icalendar/jcal.ts';
import { parseStored } from '../icalendar/parse.ts';
import { unmarked } from '../itip/ownMarks.ts';

/** What the server changes by itself when others answer; a client's own change is safe over it. */
const ANSWER_PARAMETERS = { partstat: undefined, rsvp: undefined, 'schedule-status': undefined };
const PASSING = new Set(['dtstamp', 'last-modified', 'request-status']);

/**
 * Schedule-Tag of a scheduling object (rfc6638#3.2.10): the same for as long as nothing
 * but other people's answers came in. `own` is the address whose answer counts.
 */
export function scheduleTagOf(ics: string, own: string | undefined): string {
  const settled = events(parseStored(ics)).map((event) => settledPart(event, own?.toLowerCase()));
  return createHash('sha256').update(JSON.stringify(settled)).digest('base64url').slice(0, 22);
}

function settledPart(event: JComponent, own: string | undefined): JComponent {
  return mapProperties(event, (line): JProperty | undefined => {
    if (PASSING.has(line[0])) return undefined;
    if (line[0] !== 'attendee') return line;
    const bare = unmarked(line);
    return addressOf(line) === own
      ? withParameters(bare, { 'schedule-status': undefined })
      : withParameters(bare, ANSWER_PARAMETERS);
  });
}
