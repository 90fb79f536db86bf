import { admitAnswering } from '../../calendar/itip/admitted.ts';
import { acceptCounter, declineCounter } from '../../calendar/itip/counter.ts';
import { receiveReply } from '../../calendar/itip/organizer.ts';
import { type Published, readPublished, readScheduling } from '../../calendar/scheduling/read.ts';
import type { SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf, personById } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import { calendaringMethod } from '../../mail/scanner/leaf.ts';
import type { CalendarObject, HeldInvitation } from '../../store/contract.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { HubServices, ServiceProblem } from '../services.ts';
import { type Origination, originate } from '../submission/originate.ts';
import { mergeMethod } from './bookForPerson.ts';
import { filePublished } from './bookPublished.ts';
import { answersByItself } from './bookResource.ts';
import { calendarForm } from './calendarForm.ts';
import { CalendarView, type Cause, calendarIdOf } from './calendarView.ts';
import { settleAtResource } from './settleAtResource.ts';

/**
 * The person's word on what was held. An invitation goes on the calendar, tentative, or is
 * gone, and nobody is told. Of her own meetings: a proposal of another time is accepted, which
 * asks everybody anew, or declined to whoever made it; an answer of somebody she did not
 * invite lets that person in, or not.
 */
export function createSettleHeld(context: HubContext): HubServices['settleHeld'] {
  return (id, decision) =>
    decideAndCommit(context, async (): Promise<Decided<ServiceProblem | { kind: 'settled' }>> => {
      const [held] = await context.store.reads.held({ id });
      if (!held) return problem(404, 'no-such-held', 'no such held invitation');
      if (held.state !== 'waiting') return problem(409, 'already-settled', `it was ${held.state} already`);
      const at = context.clock.now();
      const person = personById(context.directory(), held.personId);
      const settling = person && (await open(context, held, person, at));
      const room = settling?.message && answersByItself(settling.person) ? settling.person : undefined;
      const made =
        settling?.message && room
          ? await settleAtResource({ ...settling, message: settling.message, room, decision })
          : decision === 'file'
            ? await file(settling)
            : await drop(settling);
      if ('kind' in made) return { writes: [], result: made };
      const state = decision === 'file' ? ('filed' as const) : ('dropped' as const);
      return {
        ...{ writes: [...made.writes, { type: 'settleHeld', id, state, at }], records: made.records },
        result: { kind: 'settled' },
      };
    });
}

interface Settling {
  readonly context: HubContext;
  readonly held: HeldInvitation;
  readonly person: Person;
  readonly view: CalendarView;
  readonly before: CalendarObject | undefined;
  readonly message: SchedulingMessage | undefined;
  readonly published: Published | undefined;
  readonly cause: Cause;
}

type Settled = Pick<Origination, 'writes' | 'records'>;

async function open(context: HubContext, held: HeldInvitation, person: Person, at: number): Promise<Settling> {
  const form = calendarForm(held.forms);
  const read =
    form?.text === undefined || form.truncated ? undefined : readScheduling(form.text, calendaringMethod(form.method));
  const message = read?.kind === 'message' ? read : undefined;
  const view = new CalendarView(context.store);
  const before = message && (await view.ownObject(person, message.uid));
  const published = form?.text === undefined || message ? undefined : readPublished(form.text, form.method);
  return { context, held, person, view, before, message, published, cause: { at, cause: `held:${held.id}` } };
}

async function file(settling: Settling | undefined): Promise<ServiceProblem | Settled> {
  if (!settling) return problem(404, 'no-such-person', 'the person is not here any more').result;
  const { message, held, person, cause } = settling;
  if (settling.published) {
    await filePublished({ ...settling, published: settling.published }, () => true);
    return { writes: settling.view.writes(), records: [] };
  }
  if (!message) {
    return problem(422, 'unreadable', 'the calendar in it can not be read; drop it, or ask for it again').result;
  }
  switch (message.method) {
    case 'REQUEST':
    case 'CANCEL':
    case 'ADD': {
      const filed = fileOrganizers(settling, message);
      // Her word makes the sender a correspondent of hers (law L7).
      const known = { type: 'addCorrespondent', personId: person.id, address: held.from, at: cause.at } as const;
      return 'kind' in filed ? filed : { ...filed, writes: [...filed.writes, ...(held.from === '' ? [] : [known])] };
    }
    case 'REPLY':
      return admit(settling, message);
    case 'COUNTER':
      return accept(settling, message);
    case 'REFRESH':
    case 'DECLINECOUNTER':
      return problem(422, 'method', `there is nothing to file in a ${message.method}; drop it`).result;
  }
}

function fileOrganizers(settling: Settling, message: SchedulingMessage): ServiceProblem | Settled {
  const { view, before, person, held, cause } = settling;
  const attendee = { address: before?.invitedAs ?? held.recipient, addresses: addressesOf(person) };
  const stored = before === undefined ? {} : { stored: before.ics };
  const merge = mergeMethod({ ...stored, message, attendee, now: cause.at, reply: 'none' });
  if (merge.kind === 'unchanged' && message.method === 'ADD' && !before) return unknownEvent(message);
  if (merge.kind === 'put') {
    const target = {
      calendarId: before?.calendarId ?? calendarIdOf(person),
      uid: message.uid,
      role: before?.role ?? ('attendee' as const),
    };
    view.put({ ...target, invitedAs: attendee.address }, before, merge, cause);
  }
  return { writes: view.writes(), records: [] };
}

/** The answer counts; of somebody who was not invited it does so only now that the organizer says so. */
function admit({ view, before, held, cause }: Settling, message: SchedulingMessage): ServiceProblem | Settled {
  if (before?.role !== 'organizer') return unknownEvent(message);
  const answering = { stored: before.ics, message, from: held.from, now: cause.at };
  const answered = receiveReply(answering);
  const merge =
    answered.kind === 'unchanged' && answered.what === 'not-attendee' ? admitAnswering(answering) : answered;
  if (merge.kind === 'put')
    view.put({ calendarId: before.calendarId, uid: message.uid, role: 'organizer' }, before, merge, cause);
  return { writes: view.writes(), records: [] };
}

async function accept(settling: Settling, message: SchedulingMessage): Promise<ServiceProblem | Settled> {
  const { context, view, before, person, cause } = settling;
  if (before?.role !== 'organizer') return unknownEvent(message);
  const made = acceptCounter({ stored: before.ics, message, addresses: addressesOf(person), now: cause.at });
  if (made.kind === 'problem')
    return problem(409, made.code, `the proposal can not be taken up any more: ${made.where}`).result;
  const target = { calendarId: before.calendarId, uid: message.uid, role: 'organizer' as const };
  view.put(target, before, { ...made, what: 'counter-accepted' }, cause);
  const sent = await originate(context, view, made.messages, person, cause);
  return { writes: [...view.writes(), ...sent.writes], records: sent.records };
}

async function drop(settling: Settling | undefined): Promise<Settled> {
  const nothing = { writes: [], records: [] };
  if (!settling?.message || settling.held.why !== 'counter' || settling.before?.role !== 'organizer') return nothing;
  const { context, view, before, person, held, message, cause } = settling;
  const proposed = { stored: before.ics, message, addresses: addressesOf(person), now: cause.at, from: held.from };
  const made = declineCounter(proposed);
  return 'kind' in made ? nothing : originate(context, view, [made], person, cause);
}

function unknownEvent({ uid }: SchedulingMessage): ServiceProblem {
  return problem(422, 'no-such-event', `there is no event ${uid} on the calendar; drop it`).result;
}

function problem(status: ServiceProblem['status'], code: string, message: string): Decided<ServiceProblem> {
  return { writes: [], result: { kind: 'problem', status, code, message } };
}
