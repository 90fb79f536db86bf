/** What people do with their events: each decision is one unit of calendar, history and mail (law L2). */
import { answerInvitation } from '../../calendar/itip/answer.ts';
import { answeredBy, organizedBy } from '../../calendar/itip/onBehalf.ts';
import { cancelEvent, changeEvent, createEvent } from '../../calendar/itip/organize.ts';
import type { OutgoingScheduling, PartStat } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { CalendarObject } from '../../store/contract.ts';
import { CalendarView, type Cause, calendarIdOf } from '../booking/calendarView.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { EventDraft, HubServices, ServiceProblem } from '../services.ts';
import { type Acting, actingOn, hides, mayTell } from './acting.ts';
import { originate } from './originate.ts';

type Services = Pick<HubServices, 'createEvent' | 'changeEvent' | 'cancelEvent' | 'answer'>;

export function createEventServices(context: HubContext): Services {
  return {
    async createEvent(personId, draft, by) {
      const acting = await actingOn(context, personId, by);
      if (isProblem(acting)) return acting;
      const { owner: organizer } = acting;
      const meeting = joinUrl(context, draft);
      if (isProblem(meeting)) return meeting;
      const uid = `${context.random.uuid()}@${context.directory().domain}`;
      return decideAndCommit(context, async () => {
        const { cause, view } = begin(context, acting.actor);
        const decided = createEvent({ ...draft, ...meeting, uid, organizer: nameOf(organizer), now: cause.at });
        if (decided.kind === 'problem') return refused(invalid(decided));
        const made = organizedBy(decided, acting.delegate);
        const target = { calendarId: calendarIdOf(organizer), uid, role: 'organizer' as const };
        view.put(target, undefined, { ...made, what: 'created' }, cause);
        return send(context, view, made.messages, acting, cause, { kind: 'created' as const, uid });
      });
    },

    async changeEvent(personId, uid, draft, by) {
      const acting = await actingOn(context, personId, by);
      if (isProblem(acting)) return acting;
      const { owner: organizer } = acting;
      return decideAndCommit(context, async () => {
        const { cause, view } = begin(context, acting.actor);
        const stored = await ownEvent(view, acting, uid);
        if (isProblem(stored)) return refused(stored);
        const decided = changeEvent({ stored: stored.ics, draft, organizer: nameOf(organizer), now: cause.at });
        if (decided.kind === 'problem') return refused(invalid(decided));
        const made = organizedBy(decided, acting.delegate);
        view.put(targetOf(stored), stored, { ...made, what: 'changed' }, cause);
        return send(context, view, made.messages, acting, cause, { kind: 'changed' as const });
      });
    },

    async cancelEvent(personId, uid, by) {
      const acting = await actingOn(context, personId, by);
      if (isProblem(acting)) return acting;
      const { owner: organizer } = acting;
      return decideAndCommit(context, async () => {
        const { cause, view } = begin(context, acting.actor);
        const stored = await ownEvent(view, acting, uid);
        if (isProblem(stored)) return refused(stored);
        const decided = cancelEvent({ stored: stored.ics, organizer: nameOf(organizer), now: cause.at });
        if (decided.kind === 'problem') return refused(invalid(decided));
        const made = organizedBy(decided, acting.delegate);
        view.put(targetOf(stored), stored, { ...made, what: 'cancelled' }, cause);
        return send(context, view, made.messages, acting, cause, { kind: 'cancelled' as const });
      });
    },

    async answer(personId, uid, partStat, comment, by) {
      const acting = await actingOn(context, personId, by);
      if (isProblem(acting)) return acting;
      const { owner: person } = acting;
      return decideAndCommit(context, async () => {
        const { cause, view } = begin(context, acting.actor);
        const stored = await view.ownObject(person, uid);
        if (!stored || hides(acting, stored.ics)) return refused(notFound(uid));
        const decided = answerOf(stored, person, partStat, comment, cause.at);
        if (decided.kind === 'problem') return refused(invalid(decided));
        if (decided.kind === 'unchanged') return { writes: [], result: { kind: 'answered' as const } };
        const made = answeredBy(decided, acting.delegate);
        view.put(targetOf(stored), stored, { ...made, what: 'answered' }, cause);
        const sent = await send(context, view, [made.reply], acting, cause, { kind: 'answered' as const });
        const organizer = made.reply.to[0];
        if (organizer === undefined || sent.result.kind !== 'answered') return sent;
        // Whoever's invitation was answered is no stranger any more (law L7).
        const known = { type: 'addCorrespondent', personId, address: organizer, at: cause.at } as const;
        return { ...sent, writes: [...sent.writes, known] };
      });
    },
  };
}

function begin(context: HubContext, person: Person): { cause: Cause; view: CalendarView } {
  const at = context.clock.now();
  return { cause: { at, cause: `person:${person.id}:${at}` }, view: new CalendarView(context.store) };
}

function answerOf(
  stored: CalendarObject,
  person: Person,
  partStat: PartStat,
  comment: string | undefined,
  now: number,
) {
  return answerInvitation({
    stored: stored.ics,
    addresses: addressesOf(person),
    invitedAs: stored.invitedAs ?? person.address,
    partStat,
    ...(comment === undefined ? {} : { comment }),
    now,
  });
}

/** The unit: calendar, history, jobs, ledger, trace. Refused whole when somebody can't be reached (law L9). */
async function send<Result>(
  context: HubContext,
  view: CalendarView,
  messages: readonly OutgoingScheduling[],
  acting: Acting,
  cause: Cause,
  result: Result,
): Promise<Decided<Result | ServiceProblem>> {
  const refusal = mayTell(acting, messages.length);
  if (refusal) return refused(refusal);
  const sent = await originate(context, view, messages, acting.owner, cause);
  if (sent.unreachable.length > 0) {
    const details = sent.unreachable.map(({ address, why }) => ({ where: address, message: why }));
    const message = 'these attendees can not be reached; nothing was changed';
    return refused({ kind: 'problem', status: 422, code: 'unreachable', message, details });
  }
  return { writes: [...view.writes(), ...sent.writes], records: sent.records, result };
}

function refused(problem: ServiceProblem): Decided<ServiceProblem> {
  return { writes: [], result: problem };
}

async function ownEvent(view: CalendarView, acting: Acting, uid: string): Promise<CalendarObject | ServiceProblem> {
  const stored = await view.ownObject(acting.owner, uid);
  if (!stored || hides(acting, stored.ics)) return notFound(uid);
  if (stored.role === 'attendee') {
    const message = 'only the organizer changes this event: answer it instead';
    return { kind: 'problem', status: 403, code: 'not-organizer', message };
  }
  return stored;
}

function notFound(uid: string): ServiceProblem {
  return { kind: 'problem', status: 404, code: 'no-such-event', message: `no event ${uid} on this calendar` };
}

function invalid(problem: { readonly code: string; readonly where: string }): ServiceProblem {
  return { kind: 'problem', status: 422, code: problem.code, message: `the event can't be used: ${problem.where}` };
}

function isProblem(value: object): value is ServiceProblem {
  return 'kind' in value && value.kind === 'problem';
}

function nameOf(person: Person): { address: string; name: string } {
  return { address: person.address, name: person.name };
}

function targetOf({ calendarId, uid, role, invitedAs }: CalendarObject) {
  return { calendarId, uid, role, ...(invitedAs === undefined ? {} : { invitedAs }) };
}

function joinUrl(context: HubContext, draft: EventDraft): { url?: string } | ServiceProblem {
  if (!draft.onlineMeeting) return {};
  const { urlTemplate } = context.directory().meetings;
  if (urlTemplate === undefined) {
    const message = 'online meetings need meetings.urlTemplate in the connection';
    return { kind: 'problem', status: 422, code: 'no-online-meetings', message };
  }
  return { url: urlTemplate.replaceAll('{id}', context.random.uuid()) };
}
