import type { Delegate } from '../../calendar/itip/onBehalf.ts';
import { isPrivate } from '../../calendar/sharedView.ts';
import { type CalendarAccess, calendarAccess } from '../../directory/calendarAccess.ts';
import { personById } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import { calendarIdOf } from '../booking/calendarView.ts';
import type { HubContext } from '../context.ts';
import type { ServiceProblem } from '../services.ts';

/** Somebody who does something on a calendar: its owner, or another in her name. */
export interface Acting {
  readonly owner: Person;
  readonly actor: Person;
  /** Who is named as SENT-BY; absent when the owner acts herself. */
  readonly delegate?: Delegate;
  readonly access: CalendarAccess;
}

/** Who acts on whose calendar, or why not. `by`: the person who acts; absent for the owner herself. */
export async function actingOn(
  context: HubContext,
  ownerId: string,
  by: string | undefined,
): Promise<Acting | ServiceProblem> {
  const owner = enabled(context, ownerId);
  const actor = by === undefined ? owner : enabled(context, by);
  if (!owner || !actor) return { kind: 'problem', status: 404, code: 'no-such-person', message: 'no such person' };
  const calendarId = calendarIdOf(owner);
  const shares = owner.id === actor.id ? [] : await context.store.reads.sharesOf(calendarId);
  const access = calendarAccess({ calendarId, personId: actor.id, shares });
  if (!access.change) return mayNot('not-shared', `${actor.address} may not change the calendar of ${owner.address}`);
  const delegate = owner.id === actor.id ? {} : { delegate: { address: actor.address, name: actor.name } };
  return { owner, actor, access, ...delegate };
}

/** A private event that she was not let see is none to her. */
export function hides({ access }: Acting, ics: string): boolean {
  return !access.seePrivate && isPrivate(ics);
}

/** Changing an event is one thing; telling others in the owner's name takes more. */
export function mayTell({ owner, actor, access }: Acting, messages: number): ServiceProblem | undefined {
  if (messages === 0 || access.actFor) return undefined;
  return mayNot('not-delegate', `${actor.address} may not invite or answer in the name of ${owner.address}`);
}

function enabled(context: HubContext, id: string): Person | undefined {
  const person = personById(context.directory(), id);
  return person?.enabled ? person : undefined;
}

function mayNot(code: string, message: string): ServiceProblem {
  return { kind: 'problem', status: 403, code, message };
}
