import type { CalendarObject, HistoryEntry, Write } from '../../store/contract.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import { beginDecision, type ClientDecision, calendarMustBe, elsewhere, refuse } from './clientDecision.ts';
import type { ClientProblem, ClientRelocation, ClientStored } from './clientObjects.ts';

/** COPY and MOVE (rfc4918#9.8, #9.9): the event stays the same, so that nobody is told anything. */
export async function relocateClientObject(
  context: HubContext,
  request: ClientRelocation,
): Promise<ClientProblem | ClientStored> {
  return decideAndCommit(context, async (): Promise<Decided<ClientProblem | ClientStored>> => {
    const decision = beginDecision(context, request.personId);
    if (decision === undefined) return refuse('no-such-person', request.personId);
    const { from, to, keep, overwrite, holds } = request;
    const { reads } = context.store;
    const source = await reads.objectByName(from.calendar.id, from.name);
    if (!holds(source)) return refuse('condition-not-met', from.name);
    if (source === undefined) return refuse('no-such-object', from.name);
    const target = await reads.objectByName(to.calendar.id, to.name);
    if (target && !overwrite) return refuse('condition-not-met', to.name);
    if (target && target.uid !== source.uid) return refuse('uid-conflict', 'the object there has another UID', target);
    if (target?.calendarId === source.calendarId)
      return refuse('uid-conflict', 'source and destination are one', target);
    const namesake = await reads.object(to.calendar.id, source.uid);
    const inTheWay = namesake && namesake.name !== to.name && (keep || namesake.name !== source.name);
    if (inTheWay || (namesake && keep && !target)) return refuse('uid-conflict', 'the UID is taken there', namesake);
    if (keep && source.role !== 'none') {
      const other = await elsewhere(decision, source.uid, to.calendar.id);
      if (other) return refuse('not-unique-scheduling-object', 'a meeting is on one calendar', other);
    }
    const writes = [...calendarMustBe(decision, to.calendar), ...relocation(decision, request, source, target)];
    return { writes, result: { kind: 'stored', created: target === undefined, asSent: true } };
  });
}

function relocation(
  { cause }: ClientDecision,
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
  { at, cause }: ClientDecision['cause'],
): HistoryEntry {
  const id = `${cause}:${calendarId}:moved:${version}`;
  return { id, calendarId, uid, version, at, what: 'moved', cause, before: target?.ics ?? null, after: ics };
}
