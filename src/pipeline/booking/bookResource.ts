/**
 * A room that answers by itself. Its answer and the booking are one unit of work, and the unit
 * holds only while nothing else is written to the room's calendar.
 */
import { type BusyPeriod, freeBusy } from '../../calendar/freeBusy.ts';
import { answerRequest, type ResourceAnswer } from '../../calendar/resource/answer.ts';
import { judgeRequest, type Verdict } from '../../calendar/resource/judge.ts';
import { openRequest, type ResourceRequest } from '../../calendar/resource/request.ts';
import { type ResourceReader, refusalOf } from '../../calendar/resource/words.ts';
import { readScheduling } from '../../calendar/scheduling/read.ts';
import type { Merge, OutgoingScheduling, SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf, resolveRecipient } from '../../directory/recipients.ts';
import type { Directory, Person, Resource } from '../../directory/types.ts';
import type { CalendarObject, Write } from '../../store/contract.ts';
import { calendarForm } from './calendarForm.ts';
import { type CalendarView, type Cause, calendarIdOf } from './calendarView.ts';

type Put = Extract<Merge, { kind: 'put' }>;

/** A person of the directory that is a room or equipment. */
export type ResourcePerson = Person & { readonly resource: Resource };

export function isResource(person: Person): person is ResourcePerson {
  return person.resource !== undefined;
}

/** Whether it answers whoever books it; otherwise what comes is filed tentative, as at a person. */
export function answersByItself(person: Person): person is ResourcePerson {
  return isResource(person) && person.resource.processing.automateProcessing === 'AutoAccept';
}

export interface ResourceBooking {
  readonly view: CalendarView;
  readonly directory: Directory;
  readonly room: ResourcePerson;
  readonly message: SchedulingMessage;
  /** Who asks; authenticated by the caller. */
  readonly from: string;
  readonly invitedAs: string;
  readonly before: CalendarObject | undefined;
  /** The message merged into the room's copy, without any answer. */
  readonly merged: Put;
  readonly cause: Cause;
}

export interface ResourceBooked {
  /** As the trace says it. */
  readonly effect: string;
  /** Why a delegate has to decide; the copy stands tentative meanwhile. */
  readonly hold?: string;
  readonly messages: readonly OutgoingScheduling[];
}

/** Puts the copy on the room's calendar with the room's answer, or tentative until a delegate gives one. */
export async function bookResource(booking: ResourceBooking): Promise<ResourceBooked> {
  const { view, room, message, before, merged, cause } = booking;
  const { processing } = room.resource;
  const voice = { address: booking.invitedAs, addresses: addressesOf(room) };
  const { bookingWindowInDays } = processing;
  const { timeZone } = room;
  const request = openRequest({ stored: merged.ics, message, voice, bookingWindowInDays, timeZone, now: cause.at });
  if (request.pending.length === 0 && request.again.length === 0) {
    putCopy(booking, merged, merged.what);
    return { effect: merged.what, messages: [] };
  }
  const verdict: Verdict =
    request.pending.length === 0
      ? { kind: 'accept', except: [], taken: [] }
      : judgeRequest(request, processing, requesterOf(booking), await takenBeside(view, room, message.uid, request));
  if (verdict.kind === 'hold') {
    putCopy(booking, merged, before ? 'updated' : 'filed');
    return { effect: `held: ${verdict.why}`, hold: verdict.why, messages: [] };
  }
  const told: ResourceAnswer =
    verdict.kind === 'accept'
      ? answerRequest({
          ...{ request, partStat: 'ACCEPTED', except: verdict.except, voice, before: before?.ics, now: cause.at },
          ...(verdict.taken.length > 0 && { remark: refusalOf('taken', verdict.taken, readerOf(room)) }),
        })
      : answerRequest({
          ...{ request, partStat: 'DECLINED', voice, before: before?.ics, now: cause.at },
          remark: refusalOf(verdict.why, verdict.taken, readerOf(room)),
        });
  putCopy(booking, told.stored, 'answered');
  return { effect: effectOf(verdict), messages: told.reply ? [{ ...told.reply, automatic: true }] : [] };
}

function effectOf(verdict: Exclude<Verdict, { kind: 'hold' }>): string {
  if (verdict.kind === 'decline') return `declined: ${verdict.why}`;
  return verdict.except.length === 0 ? 'accepted' : `accepted but for ${verdict.except.length}`;
}

function putCopy(
  { view, room, message, invitedAs, before, cause }: ResourceBooking,
  stored: Pick<Put, 'ics' | 'spanStart' | 'spanEnd' | 'extent'>,
  what: string,
): void {
  const calendarId = before?.calendarId ?? calendarIdOf(room);
  const target = { calendarId, uid: message.uid, role: 'attendee' as const, invitedAs };
  view.put(target, before, { ...stored, what }, cause);
}

/** When other bookings take the room, over the time of this request. */
export async function takenBeside(
  view: CalendarView,
  room: Person,
  uid: string,
  { from, to }: Pick<ResourceRequest, 'from' | 'to'>,
): Promise<BusyPeriod[]> {
  if (!(from < to)) return [];
  const others = await view.neighbours(room, uid, { from, to });
  return freeBusy(
    others.map(({ ics }) => ics),
    ...[from, to],
    { timeZone: room.timeZone },
  );
}

function requesterOf({ directory, from }: ResourceBooking): { addresses: string[] } {
  const resolved = resolveRecipient(directory, from);
  return { addresses: resolved.kind === 'person' ? addressesOf(resolved.person) : [from.toLowerCase()] };
}

export function readerOf({ name, language, timeZone, resource }: ResourcePerson): ResourceReader {
  const { bookingWindowInDays, maximumDurationInMinutes } = resource.processing;
  return { name, language, timeZone, bookingWindowInDays, maximumDurationInMinutes };
}

/** What waits for a delegate about this meeting is over when the organizer says something newer. */
export async function supersede(view: CalendarView, room: Person, uid: string, at: number): Promise<Write[]> {
  const waiting = (await view.store.reads.held({ personId: room.id })).filter(({ state }) => state === 'waiting');
  return waiting.flatMap(({ id, forms }): Write[] => {
    const form = calendarForm(forms);
    const read = form?.text === undefined ? undefined : readScheduling(form.text);
    const same = read?.kind === 'message' && read.uid === uid;
    return same ? [{ type: 'settleHeld', id, state: 'dropped', at }] : [];
  });
}
