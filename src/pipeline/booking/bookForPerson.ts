import { mayChange, receiveCancel, receiveRequest } from '../../calendar/itip/attendee.ts';
import type { Merge, OutgoingScheduling, SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { BookingPolicy, Person } from '../../directory/types.ts';
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
    case 'REPLY':
      return { effect: await bookAnswer({ view, opened, message, tier: booking.tier, cause, copy: false }) };
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
  const before = await view.ownObject(person, message.uid);
  const calendarId = before?.calendarId ?? calendarIdOf(person);
  if (before && !mayChange({ stored: before.ics, message, from: opened.headerFrom })) {
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

function replyFor({ response, policy }: Booking): 'none' | 'tentative' | 'accept' | 'decline' {
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
