/** An attendee passes her invitation on: to somebody who comes in her place, or to one more reader. */
import { addressOf, organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, withParameters, withText } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { sequenceOf, versionOf } from '../scheduling/version.ts';
import type { OutgoingScheduling } from '../types.ts';
import { invitedLine } from './admitted.ts';
import { withBusyStatus } from './busyStatus.ts';
import { cleanName, cleanText, type DraftProblem, draftProblem, isDraftAddress } from './draft.ts';
import { lastReply } from './organizer.ts';
import { requestMessageOf } from './organizerMessages.ts';
import { REPLY_DTSTAMP, REPLY_SEQUENCE } from './ownMarks.ts';
import { composeReply } from './reply.ts';
import { assemble, attendeesOf, openSeries, partsOf, type Stored, store } from './series.ts';
import { ownLine, replaceLine, type Voice } from './voice.ts';

export interface Passing {
  /** Her copy. */
  readonly stored: string;
  readonly voice: Voice;
  readonly to: readonly { readonly address: string; readonly name?: string }[];
  readonly comment?: string;
  /** ms. */
  readonly now: number;
}

export interface PassingProblem {
  readonly kind: 'problem';
  readonly code: 'no-organizer' | 'own-meeting' | 'cancelled' | 'not-invited' | 'already-invited';
  readonly where: string;
}

export interface Delegated extends Stored {
  readonly kind: 'delegated';
  /** The REPLY to the organizer, and the REQUEST to the delegate (rfc5546#3.2.2.3). */
  readonly messages: readonly OutgoingScheduling[];
}

/**
 * Delegation: her line says PARTSTAT=DELEGATED and to whom, the delegate's from whom; the
 * organizer is told by a REPLY, the delegate is invited by a REQUEST from her.
 */
export function delegateInvitation(given: Passing): Delegated | PassingProblem | DraftProblem {
  const { voice, comment, now } = given;
  const opened = open(given);
  if ('code' in opened) return opened;
  const { series, to } = opened;
  const [delegate] = to;
  if (!delegate) return draftProblem('bad-attendee', 'to: one mail address');
  const address = delegate.address.toLowerCase();
  const parts = partsOf(series).filter((part) => !versionOf(part).cancelled && ownLine(part, voice));
  const [first] = parts;
  const own = first && ownLine(first, voice);
  if (!first || !own) return problem('not-invited', 'only who was invited can send somebody in her place');
  if (parts.some((part) => attendeesOf(part).some((line) => addressOf(line) === address)))
    return problem('already-invited', `${address} is invited already`);
  const stamp = Math.max(Math.floor(now / 1000) * 1000, ...parts.map((part) => stampAfter(part, voice)));
  const delegated = new Map(parts.map((part) => [part, withDelegate(part, voice, delegate, stamp)]));
  const all = partsOf(series).map((part) => delegated.get(part) ?? part);
  const calendar = assemble(all, [series.calendar]);
  const told = [...delegated.values()];
  const answered = told.slice(0, series.master ? 1 : undefined);
  const reply = composeReply(answered, calendar, voice, stamp, () => ({ comment }));
  if (!reply) return problem('no-organizer', 'nobody to tell');
  const request = passed(told, calendar, addressOf(own), [delegate.address], 'delegated', comment);
  return { kind: 'delegated', ...store(calendar), messages: [reply, request] };
}

/** rfc5546#3.2.2.6: the REQUEST as it stands, to people whom nobody invited; an answer of theirs is for the organizer to admit. */
export function forwardInvitation(
  given: Passing,
): { readonly kind: 'forwarded'; readonly messages: readonly OutgoingScheduling[] } | PassingProblem | DraftProblem {
  const opened = open(given);
  if ('code' in opened) return opened;
  const { series, to } = opened;
  const parts = partsOf(series).filter((part) => !versionOf(part).cancelled);
  const known = parts.flatMap(attendeesOf).map(addressOf);
  const added = to.map(({ address }) => address).filter((address) => !known.includes(address.toLowerCase()));
  if (added.length === 0) return { kind: 'forwarded', messages: [] };
  const message = passed(parts, series.calendar, given.voice.address, added, 'forwarded', given.comment);
  return { kind: 'forwarded', messages: [message] };
}

function open(given: Passing) {
  const series = openSeries(parseStored(given.stored));
  const [first] = partsOf(series);
  const organizer = first && organizerOf(first);
  if (!first || !organizer) return problem('no-organizer', 'it has no ORGANIZER');
  if (given.voice.addresses.some((address) => address.toLowerCase() === organizer))
    return problem('own-meeting', 'the organizer invites by adding attendees');
  if (versionOf(first).cancelled) return problem('cancelled', 'it was cancelled');
  const to = given.to.map(({ address, name }) => ({ address: address.trim(), ...(name && { name: cleanName(name) }) }));
  const wrong = to.findIndex(({ address }) => !isDraftAddress(address));
  if (wrong >= 0 || to.length === 0)
    return draftProblem('bad-attendee', `to[${Math.max(0, wrong)}].address: a mail address`);
  return { series, to };
}

function withDelegate(
  part: JComponent,
  voice: Voice,
  { address, name }: Passing['to'][number],
  stamp: number,
): JComponent {
  const own = ownLine(part, voice) as JProperty;
  const hers = withParameters(own, {
    partstat: 'DELEGATED',
    rsvp: undefined,
    'delegated-to': `mailto:${address}`,
    [REPLY_DTSTAMP]: wallText(stamp, 'utc'),
    [REPLY_SEQUENCE]: String(sequenceOf(part)),
  });
  const from = { 'delegated-from': `mailto:${addressOf(own)}` };
  const [kind, lines, inner] = replaceLine(part, own, hers);
  // It takes no time of hers any more; the delegate's own copy says what it takes of hers.
  return withBusyStatus(
    [kind, [...lines, invitedLine(address, { ...(name && { cn: name }), ...from })], inner],
    'DECLINED',
  );
}

function stampAfter(part: JComponent, voice: Voice): number {
  const line = ownLine(part, voice);
  return line ? lastReply(line).dtstamp + 1000 : 0;
}

function passed(
  parts: readonly JComponent[],
  calendar: JComponent,
  from: string,
  to: readonly string[],
  passedOn: 'delegated' | 'forwarded',
  comment: string | undefined,
): OutgoingScheduling {
  const said = comment ? parts.map((part) => withText(part, 'comment', cleanText(comment))) : parts;
  return { ...requestMessageOf(said, calendar, to), from, passedOn };
}

function problem(code: PassingProblem['code'], where: string): PassingProblem {
  return { kind: 'problem', code, where };
}
