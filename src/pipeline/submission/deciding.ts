/** A decision asked for by a service: one unit, refused in a service's words, on behalf of whom it is for. */
import type { OutgoingScheduling } from '../../calendar/types.ts';
import type { CalendarObject } from '../../store/contract.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { ServiceProblem } from '../services.ts';
import { accessTo, beginDecision, type Decision, isProblem, mayTell, refused, say } from './decision.ts';
import { keep, unitOf } from './objectChange.ts';
import { asService, type ChangeProblem, unreachable } from './problem.ts';

/** `by`: the person who acts; absent for the owner herself. */
export function deciding<Result extends { readonly kind: string }>(
  context: HubContext,
  ownerId: string,
  by: string | undefined,
  decide: (decision: Decision) => Promise<Decided<Result | ChangeProblem>>,
): Promise<Result | ServiceProblem> {
  return decideAndCommit(context, async (): Promise<Decided<Result | ServiceProblem>> => {
    const decision = beginDecision(context, ownerId, by);
    if (isProblem(decision)) return refused(asService(decision));
    const decided = await decide(decision);
    const { result } = decided;
    return isProblem(result) ? refused(asService(result)) : { ...decided, result };
  });
}

/** The unit of a decision that says this; refused whole when somebody can't be reached (law L9). */
export async function told<Result>(
  decision: Decision,
  calendarId: string,
  messages: readonly OutgoingScheduling[],
  result: Result,
): Promise<Decided<Result | ChangeProblem>> {
  const access = await accessTo(decision, calendarId);
  const refusal = isProblem(access) ? access : mayTell(decision, access, messages);
  if (refusal) return refused(refusal);
  const sent = await say(decision, messages);
  if (sent.unreachable.length > 0) return refused(unreachable(sent.unreachable));
  return { ...unitOf(decision, calendarId, sent), result };
}

/** The object with another text, in the place and role that it has. */
export function keepText(
  decision: Decision,
  stored: CalendarObject,
  made: Pick<CalendarObject, 'ics' | 'spanStart' | 'spanEnd' | 'extent'>,
  what: string,
): void {
  const { calendarId, uid, role, invitedAs } = stored;
  const voice = invitedAs === undefined ? {} : { invitedAs };
  keep(decision, { calendarId, uid, stored, what }, { ...made, role, ...voice });
}
