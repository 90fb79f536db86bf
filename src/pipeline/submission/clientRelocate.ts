import type { CalendarObject, HistoryEntry, Write } from '../../store/contract.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { ClientRelocation, ClientStored } from './clientObjects.ts';
import { takes } from './clientPut.ts';
import { beginDecision, type Decision, isProblem, refused } from './decision.ts';
import { calendarMustBe } from './objectChange.ts';
import { type ChangeProblem, problem } from './problem.ts';

/** COPY and MOVE (rfc4918#9.8, #9.9): the event stays the same, so that nobody is told anything. */
export async function relocateClientObject(
  context: HubContext,
  request: ClientRelocation,
): Promise<ChangeProblem | ClientStored> {
  return decideAndCommit(context, async (): Promise<Decided<ChangeProblem | ClientStored>> => {
    const decision = beginDecision(context, request.personId);
    if (isProblem(decision)) return refused(decision);
    const { from, to, keep, overwrite, holds } = request;
    const { reads } = context.store;
    const source = await reads.objectByName(from.calendar.id, from.name);
    if (!holds(source)) return refused(problem('condition-not-met', from.name));
    if (source === undefined) return refused(problem('no-such-object', from.name));
    if (!takes(to.calendar, source.component))
      return refused(problem('unsupported-component', source.component ?? 'VEVENT'));
    const target = await reads.objectByName(to.calendar.id, to.name);
    if (target && !overwrite) return refused(problem('condition-not-met', to.name));
    if (target && target.uid !== source.uid)
      return refused(problem('uid-conflict', 'the object there has another UID', target));
    if (target?.calendarId === source.calendarId)
      return refused(problem('uid-conflict', 'source and destination are one', target));
    const namesake = await reads.object(to.calendar.id, source.uid);
    const inTheWay = namesake && namesake.name !== to.name && (keep || namesake.name !== source.name);
    if (inTheWay || (namesake && keep && !target))
      return refused(problem('uid-conflict', 'the UID is taken there', namesake));
    if (keep && source.role !== 'none') {
      const copies = await decision.view.ownObjects(decision.owner, source.uid);
      const other = copies.find(({ calendarId }) => calendarId !== to.calendar.id);
      if (other) return refused(problem('not-unique-scheduling-object', 'a meeting is on one calendar', other));
    }
    const writes = [...calendarMustBe(decision, to.calendar.id), ...relocation(decision, request, source, target)];
    return { writes, result: { kind: 'stored', created: target === undefined, asSent: true } };
  });
}

function relocation(
  { cause }: Decision,
  { to, keep }: ClientRelocation,
  source: CalendarObject,
  target: CalendarObject | undefined,
): Write[] {
  const { at } = cause;
  const version = (target?.version ?? 0) + 1;
  const object: CalendarObject = { ...source, calendarId: to.calendar.id, name: to.name, version, updatedAt: at };
  const removal = { type: 'deleteObject', calendarId: source.calendarId, uid: source.uid, expect: source.version, at };
  return [
    ...(keep ? [] : [removal as Write]),
    { type: 'putObject', object, expect: target?.version ?? 0 },
    { type: 'addHistory', entry: entryOf(object, target, cause) },
  ];
}

function entryOf(
  { calendarId, uid, version, ics }: CalendarObject,
  target: CalendarObject | undefined,
  { at, cause }: Decision['cause'],
): HistoryEntry {
  const id = `${cause}:${calendarId}:moved:${version}`;
  return { id, calendarId, uid, version, at, what: 'moved', cause, before: target?.ics ?? null, after: ics };
}
