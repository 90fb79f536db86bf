import { receiveOwnAnswer, receiveReply } from '../../calendar/itip/organizer.ts';
import { sharesHouse } from '../../calendar/itip/sameHouse.ts';
import type { SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf, personById, resolveRecipient } from '../../directory/recipients.ts';
import type { Directory, Person } from '../../directory/types.ts';
import type { Tier } from '../../mail/message.ts';
import type { Opened } from '../inbound/opened.ts';
import type { Effect } from '../inbound/records.ts';
import type { CalendarView, Cause } from './calendarView.ts';

export interface Answering {
  readonly view: CalendarView;
  readonly opened: Opened;
  readonly message: SchedulingMessage;
  readonly tier: Tier;
  readonly cause: Cause;
  /** True at the answers address: the home's copy of what its own people sent. */
  readonly copy: boolean;
}

export interface AnswerBooked {
  readonly effect: Effect;
  /** It took effect, at the organizer's event. */
  readonly copied?: boolean;
  /** Somebody answers who was not invited, or in another's name: the organizer decides whether it counts. */
  readonly hold?: 'not-invited' | 'not-attendee';
  /** Whose meetings it changed. */
  readonly organizers?: readonly Person[];
}

/**
 * A REPLY changes every copy of the event that is kept here: the organizer's, and the
 * answering person's own. It was sent already, so nothing is sent again (law L4).
 */
export async function bookAnswer({ view, opened, message, tier, cause, copy }: Answering): Promise<AnswerBooked> {
  const { uid } = message;
  if (message.method !== 'REPLY') return { effect: { decision: 'drop', effect: 'no answer', tier, uid } };
  // What claims to be our own people's answer must come from them.
  if (copy && tier !== 'ownOrganisation')
    return { effect: { decision: 'drop', effect: 'not our own answer', tier, uid } };
  const from = opened.headerFrom === '' ? opened.envelope.sender : opened.headerFrom;
  const { directory } = opened;
  // An answer is the word of whom it names, or of somebody of her house; else the organizer decides.
  if (!message.attendees.every(({ address }) => speaksFor(directory, from, address))) {
    if (copy) return { effect: { decision: 'drop', effect: 'not our own answer', tier, uid } };
    return { effect: { decision: 'hold', effect: 'held: not-attendee', tier, uid }, hold: 'not-attendee' };
  }
  let changed = 0;
  const organizers: Person[] = [];
  let why = 'unknown-event';
  let uninvited = false;
  for (const object of await view.copies(uid)) {
    const owner = personById(directory, object.calendarId.slice(0, object.calendarId.indexOf('/')));
    if (!owner) continue;
    // Nobody outside answers in the name of our people, whatever UID they know (law L4).
    if (object.role !== 'organizer' && tier !== 'ownOrganisation') continue;
    const merge =
      object.role === 'organizer'
        ? receiveReply({ stored: object.ics, message, from, now: cause.at })
        : receiveOwnAnswer({ stored: object.ics, message, addresses: addressesOf(owner), now: cause.at });
    if (merge.kind === 'unchanged') {
      if (merge.what !== 'not-attendee') why = merge.what;
      else if (object.role === 'organizer') uninvited = true;
      continue;
    }
    const { calendarId, role, invitedAs } = object;
    view.put({ calendarId, uid, role, ...(invitedAs === undefined ? {} : { invitedAs }) }, object, merge, cause);
    changed++;
    if (role === 'organizer') organizers.push(owner);
  }
  if (changed === 0 && uninvited && !copy)
    return { effect: { decision: 'hold', effect: 'held: not-invited' }, hold: 'not-invited' };
  const effect = changed > 0 ? 'answered' : `unchanged: ${why}`;
  return { effect: { decision: 'file', effect, tier, uid }, copied: changed > 0 && !copy, organizers };
}

function speaksFor(directory: Directory, from: string, attendee: string): boolean {
  if (from === attendee || sharesHouse(attendee, from)) return true;
  const [sender, named] = [resolveRecipient(directory, from), resolveRecipient(directory, attendee)];
  return sender.kind === 'person' && named.kind === 'person' && sender.person.id === named.person.id;
}
