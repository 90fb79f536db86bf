import { sharesHouse } from '../../calendar/itip/sameHouse.ts';
import { answerRequest } from '../../calendar/resource/answer.ts';
import { openRequest } from '../../calendar/resource/request.ts';
import { refusalOf } from '../../calendar/resource/words.ts';
import type { SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { CalendarObject, HeldInvitation } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import type { ServiceProblem } from '../services.ts';
import { type Origination, originate } from '../submission/originate.ts';
import { mergeMethod } from './bookForPerson.ts';
import { type ResourcePerson, readerOf, takenBeside } from './bookResource.ts';
import { type CalendarView, type Cause, calendarIdOf } from './calendarView.ts';

export interface ResourceSettling {
  readonly context: HubContext;
  readonly view: CalendarView;
  readonly room: ResourcePerson;
  readonly held: HeldInvitation;
  readonly message: SchedulingMessage;
  readonly before: CalendarObject | undefined;
  readonly decision: 'file' | 'drop';
  readonly cause: Cause;
}

type Settled = Pick<Origination, 'writes' | 'records'>;

/** What stands tentative on the room's calendar meanwhile; all else was kept off it. */
const standing = ['approval', 'out-of-policy', 'taken'];

/**
 * A delegate's word on a booking: the room accepts or declines it in the unit with that word. What
 * was held because of who sent it is not answered when it is dropped, so that no stranger is told
 * anything; taken up, it is booked, unless the time has been given away.
 */
export async function settleAtResource(settling: ResourceSettling): Promise<ServiceProblem | Settled> {
  const { view, room, held, message, before, decision, cause } = settling;
  const silent = decision === 'drop' && !standing.includes(held.why) && held.why !== 'external';
  if (silent || message.method === 'CANCEL') return decision === 'file' ? call(settling) : nothing;
  const copy = standing.includes(held.why) ? before : merged(settling);
  if (copy === undefined) return nothing;
  if ('kind' in copy) return copy;
  const voice = { address: before?.invitedAs ?? held.recipient, addresses: addressesOf(room) };
  const { bookingWindowInDays } = room.resource.processing;
  const { timeZone } = room;
  const request = openRequest({ stored: copy.ics, voice, bookingWindowInDays, timeZone, now: cause.at });
  // It was called off, or answered, since it was held.
  if (request.pending.length === 0) return nothing;
  const books = decision === 'file' && held.why !== 'taken' && !room.resource.processing.allowConflicts;
  if (books && (await takenBeside(view, room, message.uid, request)).length > 0) {
    const why = `${room.name} has been given to somebody else at that time; drop this request`;
    return { kind: 'problem', status: 409, code: 'taken', message: why };
  }
  const { stored, reply } = answerRequest({
    ...{ request, voice, before: before?.ics, now: cause.at },
    ...(decision === 'file'
      ? { partStat: 'ACCEPTED' }
      : { partStat: 'DECLINED', remark: refusalOf('by-delegate', [], readerOf(room)) }),
  });
  const target = { calendarId: before?.calendarId ?? calendarIdOf(room), uid: message.uid, role: 'attendee' as const };
  view.put({ ...target, invitedAs: voice.address }, before, { ...stored, what: 'answered' }, cause);
  return send(settling, reply && mayBeTold(settling) ? [reply] : []);
}

const nothing: Settled = { writes: [], records: [] };

/** What was kept off the calendar, as it would stand on it. */
function merged(settling: ResourceSettling): { readonly ics: string } | ServiceProblem | undefined {
  const { message, before, held, room, cause } = settling;
  const attendee = { address: before?.invitedAs ?? held.recipient, addresses: addressesOf(room) };
  const stored = before === undefined ? {} : { stored: before.ics };
  const merge = mergeMethod({ ...stored, message, attendee, now: cause.at, reply: 'none' });
  if (merge.kind === 'put') return { ics: merge.ics };
  if (message.method === 'REQUEST') return undefined;
  const why = `there is nothing to book in this ${message.method}; drop it`;
  return { kind: 'problem', status: 422, code: 'method', message: why };
}

/** A cancellation that waited: the time is free again, and nobody is told. */
async function call(settling: ResourceSettling): Promise<Settled> {
  const { view, message, before, held, room, cause } = settling;
  if (!before) return nothing;
  const attendee = { address: before.invitedAs ?? held.recipient, addresses: addressesOf(room) };
  const merge = mergeMethod({ stored: before.ics, message, attendee, now: cause.at, reply: 'none' });
  if (merge.kind !== 'put') return nothing;
  const { calendarId, uid, role } = before;
  view.put({ calendarId, uid, role, invitedAs: attendee.address }, before, merge, cause);
  return send(settling, []);
}

/** Only an organizer who sent the message is written to, so that nobody makes us write to others. */
function mayBeTold({ message, held }: ResourceSettling): boolean {
  const { organizer = '' } = message;
  return organizer === held.from || sharesHouse(organizer, held.from);
}

async function send(
  { context, view, room, cause }: ResourceSettling,
  messages: Parameters<typeof originate>[2],
): Promise<Settled> {
  const sent = await originate(context, view, messages, room, cause);
  return { writes: [...view.writes(), ...sent.writes], records: sent.records };
}
