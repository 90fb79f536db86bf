import { receiveCancel, receiveRequest } from '../../calendar/itip/attendee.ts';
import { readScheduling } from '../../calendar/scheduling/read.ts';
import { addressesOf, personById } from '../../directory/recipients.ts';
import type { HeldInvitation, Write } from '../../store/contract.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { HubServices, ServiceProblem } from '../services.ts';
import { CalendarView, calendarIdOf } from './calendarView.ts';

/** The person's word on a held invitation: on the calendar, tentative, or gone. Nobody is told. */
export function createSettleHeld(context: HubContext): HubServices['settleHeld'] {
  return (id, decision) =>
    decideAndCommit(context, async (): Promise<Decided<ServiceProblem | { kind: 'settled' }>> => {
      const [held] = await context.store.reads.held({ id });
      if (!held) return problem(404, 'no-such-held', 'no such held invitation');
      if (held.state !== 'waiting') return problem(409, 'already-settled', `it was ${held.state} already`);
      const at = context.clock.now();
      const settled = { kind: 'settled' as const };
      if (decision === 'drop') {
        return { writes: [{ type: 'settleHeld', id, state: 'dropped', at }], result: settled };
      }
      const filed = await file(context, held, at);
      if ('kind' in filed) return { writes: [], result: filed };
      return { writes: [...filed.writes, { type: 'settleHeld', id, state: 'filed', at }], result: settled };
    });
}

async function file(
  context: HubContext,
  held: HeldInvitation,
  at: number,
): Promise<ServiceProblem | { writes: readonly Write[] }> {
  const person = personById(context.directory(), held.personId);
  if (!person) return problem(404, 'no-such-person', 'the person is not here any more').result;
  const text = held.forms.find(({ text, truncated }) => text !== undefined && !truncated)?.text;
  const message = text === undefined ? undefined : readScheduling(text);
  if (!message || message.kind === 'problem') {
    return problem(422, 'unreadable', 'the calendar in it can not be read; drop it, or ask for it again').result;
  }
  if (message.method !== 'REQUEST' && message.method !== 'CANCEL') {
    return problem(422, 'method', `${message.method} can't be filed yet`).result;
  }
  const view = new CalendarView(context.store);
  const before = await view.ownObject(person, message.uid);
  const calendarId = before?.calendarId ?? calendarIdOf(person);
  const attendee = { address: before?.invitedAs ?? held.recipient, addresses: addressesOf(person) };
  const stored = before === undefined ? {} : { stored: before.ics };
  const merge =
    message.method === 'CANCEL'
      ? receiveCancel({ ...stored, message, attendee, now: at })
      : receiveRequest({ ...stored, message, attendee, now: at, reply: 'none' });
  if (merge.kind === 'put') {
    const role = before?.role ?? 'attendee';
    const cause = { at, cause: `held:${held.id}` };
    view.put({ calendarId, uid: message.uid, role, invitedAs: attendee.address }, before, merge, cause);
  }
  // Her word makes the sender a correspondent of hers (law L7).
  const known = { type: 'addCorrespondent', personId: person.id, address: held.from, at } as const;
  return { writes: [...view.writes(), ...(held.from === '' ? [] : [known])] };
}

function problem(status: ServiceProblem['status'], code: string, message: string): Decided<ServiceProblem> {
  return { writes: [], result: { kind: 'problem', status, code, message } };
}
