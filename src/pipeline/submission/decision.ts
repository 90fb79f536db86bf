/** What the decisions on a person's calendars have in common: whose they are, who decides, over what view, and why. */
import type { Delegate } from '../../calendar/itip/onBehalf.ts';
import { isPrivate } from '../../calendar/sharedView.ts';
import type { OutgoingScheduling } from '../../calendar/types.ts';
import { type CalendarAccess, calendarAccess } from '../../directory/calendarAccess.ts';
import { personById } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { CalendarObject, Write } from '../../store/contract.ts';
import { CalendarView, type Cause, calendarIdOf } from '../booking/calendarView.ts';
import type { Decided, HubContext } from '../context.ts';
import { originate } from './originate.ts';
import { type ChangeProblem, problem } from './problem.ts';

export interface Decision {
  readonly context: HubContext;
  readonly owner: Person;
  /** Who acts: the owner, or another in her name. */
  readonly actor: Person;
  /** Who is named as SENT-BY; absent when the owner acts herself. */
  readonly delegate?: Delegate;
  readonly view: CalendarView;
  readonly cause: Cause;
}

/** `by`: the person who acts; absent for the owner herself. */
export function beginDecision(context: HubContext, ownerId: string, by?: string): Decision | ChangeProblem {
  const owner = enabled(context, ownerId);
  const actor = by === undefined ? owner : enabled(context, by);
  if (!owner || !actor) return problem('no-such-person', 'no such person');
  const at = context.clock.now();
  return {
    context,
    owner,
    actor,
    ...(owner.id !== actor.id && { delegate: { address: actor.address, name: actor.name } }),
    view: new CalendarView(context.store),
    cause: { at, cause: `person:${actor.id}:${context.random.uuid()}` },
  };
}

function enabled(context: HubContext, id: string): Person | undefined {
  const person = personById(context.directory(), id);
  return person?.enabled ? person : undefined;
}

/** What whoever acts may do to one of the owner's calendars; or that she may not change it. */
export async function accessTo(
  { context, owner, actor }: Decision,
  calendarId: string,
): Promise<CalendarAccess | ChangeProblem> {
  const shares = owner.id === actor.id ? [] : await context.store.reads.sharesOf(calendarId);
  const access = calendarAccess({ calendarId, personId: actor.id, shares });
  if (access.change) return access;
  return problem('not-shared', `${actor.address} may not change this calendar of ${owner.address}`);
}

/** The owner's copy of an event, on whichever calendar, as far as whoever acts may see and change it. */
export async function ownEvent(decision: Decision, uid: string): Promise<CalendarObject | ChangeProblem> {
  const { view, owner } = decision;
  const stored = await view.ownObject(owner, uid);
  // Who has no right to the calendar is told so, also where there is no such event: that there is one is no news for her.
  const access = await accessTo(decision, stored?.calendarId ?? calendarIdOf(owner));
  if (access.kind === 'problem') return access;
  // A private event that she was not let see is none to her.
  const hidden = stored && !access.seePrivate && isPrivate(stored.ics);
  return stored && !hidden ? stored : problem('no-such-event', `no event ${uid} on this calendar`);
}

/** Changing an event is one thing; telling others in the owner's name takes more. */
export function mayTell(
  { owner, actor }: Decision,
  access: CalendarAccess,
  messages: readonly OutgoingScheduling[],
): ChangeProblem | undefined {
  if (messages.length === 0 || access.actFor) return undefined;
  return problem('not-delegate', `${actor.address} may not invite or answer in the name of ${owner.address}`);
}

/** The mail that a change causes, and who becomes a correspondent by it (law L7). */
export async function say({ context, owner, view, cause }: Decision, messages: readonly OutgoingScheduling[]) {
  const sent = await originate(context, view, messages, owner, cause);
  // Whoever's invitation was answered is no stranger any more.
  const answered = messages.flatMap(({ method, to }) => (method === 'REPLY' || method === 'COUNTER' ? to : []));
  const known = answered.map(
    (address): Write => ({ type: 'addCorrespondent', personId: owner.id, address, at: cause.at }),
  );
  return { ...sent, writes: [...sent.writes, ...known] };
}

export function refused<Problem>(why: Problem): Decided<Problem> {
  return { writes: [], result: why };
}

export function isProblem(value: object | undefined): value is ChangeProblem {
  return value !== undefined && 'kind' in value && value.kind === 'problem';
}
