/** Attendees whom the organizer did not invite herself: delegates, and those whom she lets in. */
import { addressOf, mailAddress } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, parameter, withParameters } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { componentsOf, partStatOf } from '../scheduling/read.ts';
import { dtstampOf, sequenceOf, versionOf } from '../scheduling/version.ts';
import type { Merge, SchedulingMessage } from '../types.ts';
import { isDraftAddress } from './draft.ts';
import { REPLY_DTSTAMP, REPLY_SEQUENCE } from './ownMarks.ts';
import { assemble, attendeesOf, openSeries, partsOf, store } from './series.ts';

/** Whom an attendee sends in her place (rfc5546#4.2.5); one, as calendar programs offer it. */
export function delegatesOf(line: JProperty): string[] {
  const value = Object.hasOwn(line[1], 'delegated-to') ? line[1]['delegated-to'] : undefined;
  return [value ?? []].flat().map(mailAddress).filter(isDraftAddress).slice(0, 1);
}

/** The event with the delegate among its attendees: who was invited vouches for her. */
export function withDelegates(
  event: JComponent,
  delegator: JProperty,
  delegates: readonly string[],
  reply: JComponent,
): JComponent {
  const known = attendeesOf(event).map(addressOf);
  const added = delegates
    .filter((address) => !known.includes(address))
    .map((address): JProperty => {
      const named = attendeesOf(reply).find((line) => addressOf(line) === address);
      const cn = named && parameter(named, 'cn');
      return invitedLine(address, { ...(cn && { cn }), 'delegated-from': `mailto:${addressOf(delegator)}` });
    });
  return added.length === 0 ? event : [event[0], [...event[1], ...added], event[2]];
}

/** Somebody who is asked to come. */
export function invitedLine(address: string, parameters: Readonly<Record<string, string>>): JProperty {
  const line = { role: 'REQ-PARTICIPANT', partstat: 'NEEDS-ACTION', rsvp: 'TRUE', ...parameters };
  return ['attendee', line, 'cal-address', `mailto:${address}`];
}

/**
 * Somebody who was not invited answers: a forwarded invitation, or a guess. The organizer has
 * let her in, so she is an attendee like the others, with the answer that she gave.
 */
export function admitAnswering({
  stored,
  message,
  from,
}: {
  readonly stored: string;
  readonly message: SchedulingMessage;
  /** Sender of the mail; without an ATTENDEE in the REPLY it is she who answers. */
  readonly from: string;
}): Merge {
  const before = openSeries(parseStored(stored));
  const [reply] = partsOf(openSeries(componentsOf(message)));
  const given = reply && attendeesOf(reply)[0];
  const address = (given ? addressOf(given) : from).toLowerCase();
  if (!reply || !isDraftAddress(address)) return { kind: 'unchanged', what: 'not-attendee' };
  const cn = given && parameter(given, 'cn');
  const admit = (event: JComponent): JComponent => {
    if (versionOf(event).cancelled || attendeesOf(event).some((line) => addressOf(line) === address)) return event;
    const line = withParameters(invitedLine(address, cn ? { cn } : {}), {
      partstat: given ? partStatOf(given) : 'ACCEPTED',
      rsvp: undefined,
      [REPLY_DTSTAMP]: wallText(dtstampOf(reply), 'utc'),
      [REPLY_SEQUENCE]: String(sequenceOf(event)),
    });
    return [event[0], [...event[1], line], event[2]];
  };
  const parts = partsOf(before).map(admit);
  if (parts.every((part, index) => part === partsOf(before)[index])) return { kind: 'unchanged', what: 'duplicate' };
  return { kind: 'put', what: 'admitted', ...store(assemble(parts, [before.calendar])) };
}
