import { receiveAdd } from '../../calendar/itip/add.ts';
import { mayChange, type Receiving, receiveCancel, receiveRequest } from '../../calendar/itip/attendee.ts';
import { answerInCounter } from '../../calendar/itip/counter.ts';
import { answerRefresh } from '../../calendar/itip/refresh.ts';
import { sharesHouse } from '../../calendar/itip/sameHouse.ts';
import type { Merge, OutgoingScheduling, SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf, isOwnDomain } from '../../directory/recipients.ts';
import type { BookingPolicy, Person } from '../../directory/types.ts';
import { addressDomain } from '../../mail/address.ts';
import type { Tier } from '../../mail/message.ts';
import type { CalendarObject, Write } from '../../store/contract.ts';
import type { Opened } from '../inbound/opened.ts';
import type { Effect } from '../inbound/records.ts';
import { bookAnswer } from './bookAnswer.ts';
import { answersByItself, bookResource, isResource, type ResourcePerson, supersede } from './bookResource.ts';
import { type CalendarView, type Cause, calendarIdOf } from './calendarView.ts';
import { keepAnswer } from './keepAnswer.ts';

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
  /** Whose meetings an answer changed: they are told of it, whoever it was sent to. */
  readonly organizers?: readonly Person[];
  /** To be sent in the same unit. */
  readonly messages?: readonly OutgoingScheduling[];
  /** What the unit changes beside calendars. */
  readonly writes?: readonly Write[];
  /** It took effect: her calendar programs get a copy of the message. */
  readonly copied?: boolean;
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
  const { view, message, opened, cause, tier } = booking;
  switch (message.method) {
    case 'REPLY':
      return bookAnswer({ view, opened, message, tier, cause, copy: false });
    case 'REQUEST':
    case 'CANCEL':
    case 'ADD':
      return mergeOrganizers(booking);
    case 'COUNTER':
    case 'REFRESH':
      return attendeeAsks(booking);
    case 'DECLINECOUNTER':
      // The event stays as she has it (rfc5546#3.2.8); the notice in her mailbox tells her.
      return { effect: { decision: 'file', effect: 'unchanged: counter-declined' }, copied: true };
  }
}

/** What the organizer says of the event. */
async function mergeOrganizers(booking: Booking): Promise<BookingResult> {
  const { view, message, opened, person, cause } = booking;
  const before = await view.ownObject(person, message.uid);
  const calendarId = before?.calendarId ?? calendarIdOf(person);
  if (!before && (await view.wasRemoved(person, message.uid)))
    return { effect: { decision: 'file', effect: 'unchanged: deleted-by-person' } };
  if (before && !mayChange({ stored: before.ics, message, from: opened.headerFrom })) {
    return { effect: { decision: 'hold', effect: 'held: not-organizer' }, hold: 'not-organizer' };
  }
  // A meeting in the name of one of our own people is theirs to call.
  if (!before && booking.tier !== 'ownOrganisation' && isOwnOrganizer(booking)) {
    return { effect: { decision: 'hold', effect: 'held: not-organizer' }, hold: 'not-organizer' };
  }
  // An addition to what is not known may be to what is still on its way: kept for the person.
  if (!before && message.method === 'ADD') return { effect: { decision: 'hold', effect: 'held: ADD' }, hold: 'ADD' };
  if (answersByItself(person) && message.method !== 'CANCEL') {
    if (!isOrganizersOwn(booking))
      return { effect: { decision: 'hold', effect: 'held: not-organizer' }, hold: 'not-organizer' };
    const { processExternalMeetingMessages } = person.resource.processing;
    // Nobody outside takes a room's time, not even tentatively, unless it was opened to them.
    if (booking.tier !== 'ownOrganisation' && !processExternalMeetingMessages)
      return { effect: { decision: 'hold', effect: 'held: external' }, hold: 'external' };
  }
  const attendee = { address: before?.invitedAs ?? booking.invitedAs, addresses: addressesOf(person) };
  const merged = mergeMethod({
    ...(before === undefined ? {} : { stored: before.ics }),
    ...{ message, attendee, now: cause.at, reply: replyFor(booking) },
  });
  if (merged.kind === 'unchanged') return { effect: { decision: 'file', effect: `unchanged: ${merged.what}` } };
  if (answersByItself(person)) return bookAtResource(booking, person, before, merged);
  const role = before?.role ?? 'attendee';
  view.put({ calendarId, uid: message.uid, role, invitedAs: attendee.address }, before, merged, cause);
  const effect = { decision: 'file', effect: merged.what === 'filed' ? 'filed tentative' : merged.what };
  return { effect, copied: true, ...(merged.reply && { messages: [merged.reply] }) };
}

/** A room's own answer takes the place of the person's later one. */
async function bookAtResource(
  { view, opened, message, invitedAs, cause }: Booking,
  room: ResourcePerson,
  before: CalendarObject | undefined,
  merged: Extract<Merge, { kind: 'put' }>,
): Promise<BookingResult> {
  const { directory, headerFrom: from } = opened;
  const voice = before?.invitedAs ?? invitedAs;
  const booked = await bookResource({ view, directory, room, message, from, invitedAs: voice, before, merged, cause });
  const { effect, hold, messages } = booked;
  const writes = await supersede(view, room, message.uid, cause.at);
  return { effect: { decision: hold ? 'hold' : 'file', effect }, ...(hold && { hold }), messages, writes };
}

function isOwnOrganizer({ message, opened }: Booking): boolean {
  return message.organizer !== undefined && isOwnDomain(opened.directory, addressDomain(message.organizer));
}

/** REQUEST, CANCEL or ADD at a person's calendar; other methods change nothing there. */
export function mergeMethod(receiving: Receiving & { readonly reply: BookingReply }): Merge {
  switch (receiving.message.method) {
    case 'REQUEST':
      return receiveRequest(receiving);
    case 'CANCEL':
      return receiveCancel(receiving);
    case 'ADD':
      return receiveAdd(receiving);
    case 'REPLY':
    case 'COUNTER':
    case 'DECLINECOUNTER':
    case 'REFRESH':
      return { kind: 'unchanged', what: 'not-attendee' };
  }
}

/** What an attendee wants of the organizer: another time, which she decides, or the event once more. */
async function attendeeAsks({ view, message, opened, person, cause }: Booking): Promise<BookingResult> {
  const before = await view.ownObject(person, message.uid);
  if (before?.role !== 'organizer') return { effect: { decision: 'file', effect: 'unchanged: unknown-event' } };
  if (message.method === 'COUNTER') {
    const answer = answerInCounter({ stored: before.ics, message, from: opened.headerFrom, now: cause.at });
    keepAnswer(view, before, answer, cause);
    return { effect: { decision: 'hold', effect: 'held: counter' }, hold: 'counter', copied: true };
  }
  const request = answerRefresh({ stored: before.ics, from: opened.headerFrom, now: cause.at });
  if (!request) return { effect: { decision: 'file', effect: 'unchanged: not-attendee' } };
  return { effect: { decision: 'file', effect: 'sent again' }, messages: [request] };
}

type BookingReply = 'none' | 'tentative' | 'accept' | 'decline';

/** The organizer sent the message, or somebody of the organizer's house: nobody makes us write to others. */
function isOrganizersOwn({ message, opened }: Booking): boolean {
  const { organizer = '' } = message;
  return organizer === opened.headerFrom || sharesHouse(organizer, opened.headerFrom);
}

/** What policy answers. */
function replyFor(booking: Booking): BookingReply {
  const { response, policy, person } = booking;
  // A room gives its own answer.
  if (!isOrganizersOwn(booking) || isResource(person)) return 'none';
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
