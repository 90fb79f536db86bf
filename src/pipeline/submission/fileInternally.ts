/** Scheduling between people of the hub needs no mail to take effect (rfc6638#3.2). */
import { createHash } from 'node:crypto';
import { receiveCancel, receiveRequest } from '../../calendar/itip/attendee.ts';
import { receiveReply } from '../../calendar/itip/organizer.ts';
import { readScheduling } from '../../calendar/scheduling/read.ts';
import type { Merge, OutgoingScheduling, SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { TraceRecord, Write } from '../../store/contract.ts';
import { answersByItself, bookResource, type ResourcePerson, supersede } from '../booking/bookResource.ts';
import { type CalendarView, type Cause, calendarIdOf } from '../booking/calendarView.ts';
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
  /** What a room answers. */
  readonly messages: readonly OutgoingScheduling[];
}

const nothing: Filed = { writes: [], records: [], messages: [] };

/** Puts an outgoing message on the calendar of one recipient who lives here. */
export async function fileInternally(filing: Filing): Promise<Filed> {
  const { view, person, invitedAs, message: outgoing, cause } = filing;
  const message = readScheduling(outgoing.ics, outgoing.method);
  if (message.kind === 'problem') throw new Error(`own scheduling message can't be read: ${message.code}`);
  const before = await view.ownObject(person, outgoing.uid);
  const calendarId = before?.calendarId ?? calendarIdOf(person);
  if (!before && (await view.wasRemoved(calendarId, outgoing.uid))) return nothing;
  const merge = mergeInternally(before?.ics, person, invitedAs, outgoing, message, cause.at);
  if (merge.kind !== 'put') return nothing;
  if (answersByItself(person) && outgoing.method === 'REQUEST') {
    const voice = before?.invitedAs ?? invitedAs;
    const directory = filing.context.directory();
    const asked = { view, directory, room: person, message, from: outgoing.from, invitedAs: voice, before, cause };
    return atRoom(filing, person, message, await bookResource({ ...asked, merged: merge }));
  }
  const role = before?.role ?? 'attendee';
  view.put({ calendarId, uid: outgoing.uid, role, invitedAs: before?.invitedAs ?? invitedAs }, before, merge, cause);
  if (!answersByItself(person)) return nothing;
  return { ...nothing, writes: await supersede(view, person, outgoing.uid, cause.at) };
}

async function atRoom(
  filing: Filing,
  room: ResourcePerson,
  message: SchedulingMessage,
  { effect, hold, messages }: Awaited<ReturnType<typeof bookResource>>,
): Promise<Filed> {
  const { context, view, message: outgoing, cause } = filing;
  const writes = await supersede(view, room, message.uid, cause.at);
  if (hold !== undefined) writes.push(holdForDelegate(filing, room, message, hold));
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

/** The same list as for what comes by mail, so that a delegate decides both alike. */
function holdForDelegate(
  { message: outgoing, invitedAs, cause }: Filing,
  room: Person,
  message: SchedulingMessage,
  why: string,
): Write {
  const { from, method, ics } = outgoing;
  const id = createHash('sha256')
    .update(JSON.stringify([room.id, from, ics]))
    .digest('base64url');
  return {
    type: 'hold',
    held: {
      ...{ id, personId: room.id, state: 'waiting', at: cause.at, tier: 'ownOrganisation', why, from },
      ...{ summary: message.summary, recipient: invitedAs, messageId: '', headers: [] },
      forms: [{ kind: 'text/calendar', method, text: ics, truncated: false }],
    },
  };
}

function mergeInternally(
  stored: string | undefined,
  person: Person,
  invitedAs: string,
  outgoing: OutgoingScheduling,
  message: SchedulingMessage,
  now: number,
): Merge {
  const attendee = { address: invitedAs, addresses: addressesOf(person) };
  switch (outgoing.method) {
    case 'REQUEST':
      return receiveRequest({ ...(stored === undefined ? {} : { stored }), message, attendee, now, reply: 'none' });
    case 'CANCEL':
      return receiveCancel({ ...(stored === undefined ? {} : { stored }), message, attendee, now });
    case 'REPLY':
      return stored === undefined
        ? { kind: 'unchanged', what: 'unknown-event' }
        : receiveReply({ stored, message, from: outgoing.from, now });
    case 'DECLINECOUNTER':
      // Her event stays as it is; the mail tells her.
      return { kind: 'unchanged', what: 'duplicate' };
  }
}
