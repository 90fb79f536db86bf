import { receiveCancel, receiveRequest } from '../../calendar/itip/attendee.ts';
import { answerInCounter } from '../../calendar/itip/counter.ts';
import { receiveReply } from '../../calendar/itip/organizer.ts';
import { answerRefresh } from '../../calendar/itip/refresh.ts';
import { readScheduling } from '../../calendar/scheduling/read.ts';
import type { Merge, OutgoingScheduling, SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { Write } from '../../store/contract.ts';
import { type CalendarView, type Cause, calendarIdOf } from '../booking/calendarView.ts';
import { holdInternally } from '../booking/hold.ts';
import { inboxCopy } from '../booking/inboxCopy.ts';
import { keepAnswer } from '../booking/keepAnswer.ts';
import type { HubContext } from '../context.ts';

interface Filing {
  readonly context: HubContext;
  readonly view: CalendarView;
  readonly cause: Cause;
}

interface Filed {
  readonly writes: readonly Write[];
  /** What the person's calendar answers at once. */
  readonly messages: readonly OutgoingScheduling[];
}

const nothing: Filed = { writes: [], messages: [] };

/** Scheduling between people of the hub needs no mail to take effect (rfc6638#3.2). */
export async function fileInternally(
  { context, view, cause }: Filing,
  person: Person,
  invitedAs: string,
  outgoing: OutgoingScheduling,
): Promise<Filed> {
  const message = readScheduling(outgoing.ics, outgoing.method);
  if (message.kind === 'problem') throw new Error(`own scheduling message can't be read: ${message.code}`);
  const before = await view.ownObject(person, outgoing.uid);
  const copied = (): Filed => ({ writes: inboxCopy(context, person, message, cause.at), messages: [] });
  const { from, ics } = outgoing;
  const waiting = { person, from, recipient: invitedAs, summary: message.summary, ics, at: cause.at };
  switch (outgoing.method) {
    case 'REQUEST':
    case 'CANCEL':
    case 'REPLY': {
      if (!before && (await view.wasRemoved(person, outgoing.uid))) return nothing;
      const merge = mergeInternally(before?.ics, person, before?.invitedAs ?? invitedAs, outgoing, message, cause.at);
      if (merge.kind === 'unchanged' && merge.what === 'not-attendee' && before?.role === 'organizer') {
        return { writes: [holdInternally({ ...waiting, why: 'not-invited', method: 'REPLY' })], messages: [] };
      }
      if (merge.kind !== 'put') return nothing;
      const calendarId = before?.calendarId ?? calendarIdOf(person);
      const role = before?.role ?? 'attendee';
      view.put(
        { calendarId, uid: outgoing.uid, role, invitedAs: before?.invitedAs ?? invitedAs },
        before,
        merge,
        cause,
      );
      return copied();
    }
    case 'COUNTER': {
      if (before?.role !== 'organizer') return nothing;
      keepAnswer(
        view,
        before,
        answerInCounter({ stored: before.ics, message, from: outgoing.from, now: cause.at }),
        cause,
      );
      const proposal = holdInternally({ ...waiting, why: 'counter', method: 'COUNTER' });
      return { writes: [proposal, ...copied().writes], messages: [] };
    }
    case 'DECLINECOUNTER':
      // Her event stays as it is; the mail tells her, and her calendar program by the copy.
      return before ? copied() : nothing;
    case 'REFRESH': {
      if (before?.role !== 'organizer') return nothing;
      const request = answerRefresh({ stored: before.ics, from: outgoing.from, now: cause.at });
      return request ? { writes: [], messages: [request] } : nothing;
    }
  }
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
  const given = { ...(stored !== undefined && { stored }), message, attendee, now };
  if (outgoing.method === 'REQUEST') return receiveRequest({ ...given, reply: 'none' });
  if (outgoing.method === 'CANCEL') return receiveCancel(given);
  return stored === undefined
    ? { kind: 'unchanged', what: 'unknown-event' }
    : receiveReply({ stored, message, from: outgoing.from, now });
}
