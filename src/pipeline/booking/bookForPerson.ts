import { mayChange, receiveCancel, receiveRequest } from '../../calendar/itip/attendee.ts';
import { sharesHouse } from '../../calendar/itip/sameHouse.ts';
import type { Merge, OutgoingScheduling, SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf, isOwnDomain } from '../../directory/recipients.ts';
import type { BookingPolicy, Person } from '../../directory/types.ts';
import { addressDomain } from '../../mail/address.ts';
import type { Tier } from '../../mail/message.ts';
import type { Opened } from '../inbound/opened.ts';
import type { Effect } from '../inbound/records.ts';
import { bookAnswer } from './bookAnswer.ts';
import { type CalendarView, type Cause, calendarIdOf } from './calendarView.ts';

export interface Booking {
  readonly view: CalendarView;
  readonly opened: Opened;
  readonly message: SchedulingMessage;
  readonly person: Person;
  readonly invitedAs: string;
  readonly tier: Tier;
  readonly policy: BookingPolicy;
  /** Value of the CalendarBooking-Response header that a rule set. */
  readonly response?: string | undefined;
  readonly cause: Cause;
}

export interface BookingResult {
  readonly effect: Effect;
  /** Why it goes on the holding list instead. */
  readonly hold?: string;
  readonly reply?: OutgoingScheduling;
}

export async function bookForPerson(booking: Booking): Promise<BookingResult> {
  // The tier decides first; only inside `tentative` does anything else have a say (law L7).
  switch (booking.policy[booking.tier]) {
    case 'drop':
      return { effect: { decision: 'drop', effect: 'dropped by policy' } };
    case 'hold':
      return { effect: { decision: 'hold', effect: 'held: tier' }, hold: 'tier' };
    case 'tentative':
      return merge(booking);
  }
}

async function merge(booking: Booking): Promise<BookingResult> {
  const { view, message, opened, person, cause } = booking;
  switch (message.method) {
    case 'REPLY': {
      const effect = await bookAnswer({ view, opened, message, tier: booking.tier, cause, copy: false });
      return effect.decision === 'hold' ? { effect, hold: 'not-attendee' } : { effect };
    }
    case 'REQUEST':
    case 'CANCEL':
      break;
    case 'ADD':
    case 'COUNTER':
    case 'DECLINECOUNTER':
    case 'REFRESH':
      // Kept for the person to see: nothing is lost that the merge can't do.
      return { effect: { decision: 'hold', effect: `held: ${message.method}` }, hold: message.method };
  }
  const calendarId = calendarIdOf(person);
  const before = await view.object(calendarId, message.uid);
  if (before && !mayChange({ stored: before.ics, message, from: opened.headerFrom })) {
    return { effect: { decision: 'hold', effect: 'held: not-organizer' }, hold: 'not-organizer' };
  }
  // A meeting in the name of one of our own people is theirs to call.
  if (!before && booking.tier !== 'ownOrganisation' && isOwnOrganizer(booking)) {
    return { effect: { decision: 'hold', effect: 'held: not-organizer' }, hold: 'not-organizer' };
  }
  const attendee = { address: before?.invitedAs ?? booking.invitedAs, addresses: addressesOf(person) };
  const stored = before === undefined ? {} : { stored: before.ics };
  const now = cause.at;
  const merged: Merge =
    message.method === 'CANCEL'
      ? receiveCancel({ ...stored, message, attendee, now })
      : receiveRequest({ ...stored, message, attendee, now, reply: replyFor(booking) });
  if (merged.kind === 'unchanged') return { effect: { decision: 'file', effect: `unchanged: ${merged.what}` } };
  const role = before?.role ?? 'attendee';
  view.put({ calendarId, uid: message.uid, role, invitedAs: attendee.address }, before, merged, cause);
  const effect = { decision: 'file', effect: merged.what === 'filed' ? 'filed tentative' : merged.what };
  return merged.reply === undefined ? { effect } : { effect, reply: merged.reply };
}

function isOwnOrganizer({ message, opened }: Booking): boolean {
  return message.organizer !== undefined && isOwnDomain(opened.directory, addressDomain(message.organizer));
}

/** What policy answers: only to an organizer who sent the message, or one of the sender's house, so that nobody makes us write to others. */
function replyFor({ response, policy, message, opened }: Booking): 'none' | 'tentative' | 'accept' | 'decline' {
  const { organizer = '' } = message;
  if (organizer !== opened.headerFrom && !sharesHouse(organizer, opened.headerFrom)) return 'none';
  switch (response?.trim().toLowerCase()) {
    case 'accept':
      return 'accept';
    case 'tentative':
      return 'tentative';
    case 'decline':
      return 'decline';
    default:
      return policy.reply;
  }
}
