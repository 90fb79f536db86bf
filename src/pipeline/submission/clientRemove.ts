import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { ClientRemoval } from './clientObjects.ts';
import { beginDecision, isProblem, refused } from './decision.ts';
import { changeObject, unitOf } from './objectChange.ts';
import { type ChangeProblem, problem } from './problem.ts';

type Removed = { readonly kind: 'removed' };

/** A client removes an object: an organizer cancels, an attendee declines (rfc6638#3.2.1.3, #3.2.2.3). */
export async function removeClientObject(
  context: HubContext,
  { personId, calendar, name, holds, scheduleReply }: ClientRemoval,
): Promise<ChangeProblem | Removed> {
  return decideAndCommit(context, async (): Promise<Decided<ChangeProblem | Removed>> => {
    const decision = beginDecision(context, personId);
    if (isProblem(decision)) return refused(decision);
    const stored = await context.store.reads.objectByName(calendar.id, name);
    if (!holds(stored)) return refused(problem('condition-not-met', name));
    if (stored === undefined) return refused(problem('no-such-object', name));
    const change = { calendarId: calendar.id, uid: stored.uid, stored, next: undefined, scheduleReply };
    const made = await changeObject(decision, { ...change, unreachable: 'mark' });
    return made.kind === 'problem'
      ? refused(made)
      : { ...unitOf(decision, calendar.id, made.sent), result: { kind: 'removed' } };
  });
}
