import { calendarIdOf } from '../booking/calendarView.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { HubServices, ObjectRewrite, ServiceProblem } from '../services.ts';
import { takes } from './clientPut.ts';
import { beginDecision, isProblem, refused } from './decision.ts';
import { changeObject, unitOf } from './objectChange.ts';
import { asService, problem } from './problem.ts';

type Outcome = Awaited<ReturnType<HubServices['rewriteObject']>>;

/** For doors that find an object by its UID and say what becomes of it. */
export async function rewriteClientObject(
  context: HubContext,
  { personId, calendar, uid, rewrite, silent = false, comment }: ObjectRewrite,
): Promise<Outcome> {
  return decideAndCommit(context, async (): Promise<Decided<Outcome>> => {
    const decision = beginDecision(context, personId);
    if (isProblem(decision)) return refused(asService(decision));
    const calendarId = `${decision.owner.id}/${calendar}`;
    const stored = await decision.view.object(calendarId, uid);
    const next = rewrite(stored);
    if (next.kind === 'problem') return refused<ServiceProblem>(next);
    const elsewhere = !stored && calendarId !== calendarIdOf(decision.owner);
    const calendars = elsewhere ? await context.store.reads.calendars(personId) : [];
    const named = calendars.find(({ id }) => id === calendarId);
    if (named && !takes(named)) return refused(asService(problem('unsupported-component', 'VEVENT')));
    const made = await changeObject(decision, {
      ...{ calendarId, uid, stored, silent, next: next.kind === 'put' ? next.ics : undefined, unreachable: 'refuse' },
      ...(comment !== undefined && { comment }),
    });
    if (made.kind === 'problem') return refused(asService(made));
    const { object } = made;
    const name = object?.name ?? stored?.name ?? '';
    return {
      ...unitOf(decision, calendarId, made.sent),
      result: { kind: 'stored', name, ...(object && { version: object.version }) },
    };
  });
}
