import { addressOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, property, without } from '../icalendar/jcal.ts';
import { cleanName, type DraftProblem, draftProblem, type EventText, isDraftAddress } from './draft.ts';
import { attendeesOf } from './series.ts';

export interface Organizer {
  readonly address: string;
  readonly name: string;
}

/**
 * The event with exactly these attendees. Who was invited before keeps her line and
 * answer; without attendees it is nobody's meeting and has no ORGANIZER (rfc6638#3.1).
 */
export function withInvited(
  event: JComponent,
  attendees: EventText['attendees'],
  organizer: Organizer,
): { readonly kind: 'event'; readonly event: JComponent } | DraftProblem {
  const own = organizer.address.toLowerCase();
  const lines = new Map<string, JProperty>();
  for (const [index, attendee] of attendees.entries()) {
    const address = attendee.address.trim();
    if (!isDraftAddress(address)) return draftProblem('bad-attendee', `attendees[${index}].address: a mail address`);
    const key = address.toLowerCase();
    if (key === own || lines.has(key)) continue;
    const known = attendeesOf(event).find((line) => addressOf(line) === key);
    lines.set(key, known ?? asked(address, attendee.name));
  }
  const bare = without(event, 'attendee', 'organizer');
  if (lines.size === 0) return { kind: 'event', event: bare };
  const owner = property(event, 'organizer') ?? owned(organizer);
  return { kind: 'event', event: [bare[0], [...bare[1], owner, ...lines.values()], bare[2]] };
}

function asked(address: string, name: string | undefined): JProperty {
  const clean = name === undefined ? '' : cleanName(name);
  const parameters = { role: 'REQ-PARTICIPANT', partstat: 'NEEDS-ACTION', rsvp: 'TRUE' };
  return ['attendee', clean === '' ? parameters : { cn: clean, ...parameters }, 'cal-address', `mailto:${address}`];
}

function owned({ address, name }: Organizer): JProperty {
  const clean = cleanName(name);
  return ['organizer', clean === '' ? {} : { cn: clean }, 'cal-address', `mailto:${address}`];
}
