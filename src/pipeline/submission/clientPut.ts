import { readClientObject } from '../../calendar/clientObject.ts';
import type { Calendar, CalendarComponent } from '../../store/contract.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { ClientPut, ClientStored } from './clientObjects.ts';
import { beginDecision, isProblem, refused } from './decision.ts';
import { changeObject, unitOf } from './objectChange.ts';
import { type ChangeProblem, problem } from './problem.ts';

/** Whether the calendar was made for such objects (rfc4791#5.2.3). */
export function takes({ components }: Calendar, component: CalendarComponent = 'VEVENT'): boolean {
  return components === undefined || components.includes(component);
}

/** A client stores an object under a name (rfc4791#5.3.2), and is the organizer or an attendee of it (rfc6638#3.2). */
export async function putClientObject(context: HubContext, request: ClientPut): Promise<ChangeProblem | ClientStored> {
  const read = readClientObject(request.text);
  if (read.kind === 'problem') return read;
  const { uid, ics, component } = read;
  if (!takes(request.calendar, component)) return problem('unsupported-component', component);
  return decideAndCommit(context, async (): Promise<Decided<ChangeProblem | ClientStored>> => {
    const decision = beginDecision(context, request.personId);
    if (isProblem(decision)) return refused(decision);
    const { reads } = context.store;
    const { name } = request;
    const calendarId = request.calendar.id;
    const stored = await reads.objectByName(calendarId, name);
    if (!request.holds(stored)) return refused(problem('condition-not-met', name));
    if (stored && stored.uid !== uid) return refused(problem('uid-conflict', 'the object has another UID', stored));
    const namesake = stored ? undefined : await reads.object(calendarId, uid);
    if (namesake) return refused(problem('uid-conflict', 'the calendar has this UID under another name', namesake));
    const made = await changeObject(decision, { calendarId, uid, name, stored, next: ics, unreachable: 'mark' });
    if (made.kind === 'problem') return refused(made);
    const asSent = ics === request.text && made.asSent;
    return {
      ...unitOf(decision, calendarId, made.sent),
      result: { kind: 'stored', created: stored === undefined, asSent },
    };
  });
}
