/** Scheduling between people of the hub needs no mail to take effect (rfc6638#3.2). */
import { receiveCancel, receiveRequest } from '../../calendar/itip/attendee.ts';
import { answerInCounter } from '../../calendar/itip/counter.ts';
import { receiveReply } from '../../calendar/itip/organizer.ts';
import { answerRefresh } from '../../calendar/itip/refresh.ts';
import { readScheduling } from '../../calendar/scheduling/read.ts';
import type { Merge, OutgoingScheduling, SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { CalendarObject, TraceRecord, Write } from '../../store/contract.ts';
import { answersByItself, bookResource, type ResourcePerson, supersede } from '../booking/bookResource.ts';
import { type CalendarView, type Cause, calendarIdOf } from '../booking/calendarView.ts';
import { holdInternally } from '../booking/hold.ts';
import { inboxCopy } from '../booking/inboxCopy.ts';
import { keepAnswer } from '../booking/keepAnswer.ts';
import type { HubContext } from '../context.ts';

export interface Filing {
  readonly context: HubContext;
  readonly view: CalendarView;
  readonly person: Person;
  /** Address that was invited. */
  readonly invitedAs: string;
  readonly message: OutgoingScheduling;
  readonly cause: Cause;
}

export interface Filed {
  readonly writes: readonly Write[];
  readonly records: readonly TraceRecord[];
  /** What the person's calendar, or the room, answers at once. */
  readonly messages: readonly OutgoingScheduling[];
}

const nothing: Filed = { writes: [], records: [], messages: [] };

/** Puts an outgoing message on the calendar of one recipient who lives here. */
export async function fileInternally(filing: Filing): Promise<Filed> {
  const { view, person, message: outgoing, cause } = filing;
  const message = readScheduling(outgoing.ics, outgoing.method);
  if (message.kind === 'problem') throw new Error(`own scheduling message can't be read: ${message.code}`);
  const before = await view.ownObject(person, outgoing.uid);
  switch (outgoing.method) {
    case 'REQUEST':
    case 'CANCEL':
    case 'REPLY':
      return fileChange(filing, message, before);
    case 'COUNTER':
      if (before?.role !== 'organizer') return nothing;
      keepAnswer(view, before, answerInCounter({ ...said(filing, message), stored: before.ics }), cause);
      return { ...nothing, writes: [held(filing, message, 'counter'), ...copy(filing, message)] };
    case 'DECLINECOUNTER':
      // Her event stays as it is; the mail tells her, and her calendar program by the copy.
      return before ? { ...nothing, writes: copy(filing, message) } : nothing;
    case 'REFRESH': {
      if (before?.role !== 'organizer') return nothing;
      const request = answerRefresh({ stored: before.ics, from: outgoing.from, now: cause.at });
      return request ? { ...nothing, messages: [request] } : nothing;
    }
  }
}

async function fileChange(
  filing: Filing,
  message: SchedulingMessage,
  before: CalendarObject | undefined,
): Promise<Filed> {
  const { context, view, person, message: outgoing, cause } = filing;
  const { uid, method } = outgoing;
  if (!before && (await view.wasRemoved(person, uid))) return nothing;
  const invitedAs = before?.invitedAs ?? filing.invitedAs;
  const merged = merge(filing, message, before?.ics, invitedAs);
  if (merged.kind === 'unchanged' && merged.what === 'not-attendee' && before?.role === 'organizer') {
    return { ...nothing, writes: [held(filing, message, 'not-invited')] };
  }
  if (merged.kind !== 'put') return nothing;
  if (answersByItself(person) && method === 'REQUEST') {
    const directory = context.directory();
    const asked = { view, directory, room: person, message, from: outgoing.from, invitedAs, before, merged, cause };
    return atRoom(filing, person, message, await bookResource(asked));
  }
  const calendarId = before?.calendarId ?? calendarIdOf(person);
  view.put({ calendarId, uid, role: before?.role ?? 'attendee', invitedAs }, before, merged, cause);
  if (answersByItself(person)) return { ...nothing, writes: await supersede(view, person, uid, cause.at) };
  return { ...nothing, writes: copy(filing, message) };
}

async function atRoom(
  filing: Filing,
  room: ResourcePerson,
  message: SchedulingMessage,
  { effect, hold, messages }: Awaited<ReturnType<typeof bookResource>>,
): Promise<Filed> {
  const { context, view, message: outgoing, cause } = filing;
  const writes = await supersede(view, room, message.uid, cause.at);
  if (hold !== undefined) writes.push(held(filing, message, hold));
  const record: TraceRecord = {
    id: context.trace.nextId(cause.at),
    at: cause.at,
    direction: 'hub',
    messageId: '',
    sender: outgoing.from,
    recipient: filing.invitedAs,
    size: 0,
    peer: '',
    rules: [],
    decision: hold === undefined ? 'file' : 'hold',
    effect: `${outgoing.method} ${effect}`,
    uid: outgoing.uid,
    milliseconds: 0,
  };
  return { writes, records: [record], messages };
}

/** The same list as for what comes by mail, so that both are decided alike. */
function held({ person, invitedAs, message, cause }: Filing, { summary }: SchedulingMessage, why: string): Write {
  const { from, method, ics } = message;
  return holdInternally({ why, method, person, from, recipient: invitedAs, summary, ics, at: cause.at });
}

/** What her calendar programs find in her inbox. */
function copy({ context, person, cause }: Filing, message: SchedulingMessage): Write[] {
  return inboxCopy(context, person, message, cause.at);
}

function said({ message: { from }, cause }: Filing, message: SchedulingMessage) {
  return { message, from, now: cause.at };
}

function merge(filing: Filing, message: SchedulingMessage, stored: string | undefined, invitedAs: string): Merge {
  const { person, message: outgoing, cause } = filing;
  const attendee = { address: invitedAs, addresses: addressesOf(person) };
  const given = { ...(stored !== undefined && { stored }), message, attendee, now: cause.at };
  if (outgoing.method === 'REQUEST') return receiveRequest({ ...given, reply: 'none' });
  if (outgoing.method === 'CANCEL') return receiveCancel(given);
  return stored === undefined
    ? { kind: 'unchanged', what: 'unknown-event' }
    : receiveReply({ ...said(filing, message), stored });
}
