import { readClientObject } from '../../calendar/clientObject.ts';
import { scheduleChange } from '../../calendar/itip/implicit.ts';
import { withScheduleStatus } from '../../calendar/scheduling/scheduleStatus.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { CalendarObject } from '../../store/contract.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import { beginDecision, type ClientDecision, calendarMustBe, elsewhere, refuse, say } from './clientDecision.ts';
import type { ClientProblem, ClientPut, ClientStored } from './clientObjects.ts';

/** rfc6638#3.2.9: delivery was not possible. */
const undeliverable = '5.1';

/** A client stores an object under a name (rfc4791#5.3.2), and is the organizer or an attendee of it (rfc6638#3.2). */
export async function putClientObject(context: HubContext, request: ClientPut): Promise<ClientProblem | ClientStored> {
  const read = readClientObject(request.text);
  if (read.kind === 'problem') return read;
  const { uid, ics } = read;
  return decideAndCommit(context, async (): Promise<Decided<ClientProblem | ClientStored>> => {
    const decision = beginDecision(context, request.personId);
    if (decision === undefined) return refuse('no-such-person', request.personId);
    const { reads } = context.store;
    const calendarId = request.calendar.id;
    const stored = await reads.objectByName(calendarId, request.name);
    if (!request.holds(stored)) return refuse('condition-not-met', request.name);
    if (stored && stored.uid !== uid) return refuse('uid-conflict', 'the object has another UID', stored);
    const namesake = stored ? undefined : await reads.object(calendarId, uid);
    if (namesake) return refuse('uid-conflict', 'the calendar has this UID under another name', namesake);
    return decide(decision, request, { uid, ics, sentAsIs: ics === request.text, stored });
  });
}

interface Given {
  readonly uid: string;
  readonly ics: string;
  readonly sentAsIs: boolean;
  readonly stored: CalendarObject | undefined;
}

async function decide(
  decision: ClientDecision,
  { calendar, name }: ClientPut,
  { uid, ics, sentAsIs, stored }: Given,
): Promise<Decided<ClientProblem | ClientStored>> {
  const { person, view, cause } = decision;
  const made = scheduleChange({
    next: ics,
    ...(stored && { stored: stored.ics }),
    ...(stored?.invitedAs !== undefined && { invitedAs: stored.invitedAs }),
    addresses: addressesOf(person),
    now: cause.at,
  });
  if (made.kind === 'problem') return refuse(made.code, made.where);
  if (made.role !== 'none') {
    const other = await elsewhere(decision, uid, calendar.id);
    if (other) return refuse('not-unique-scheduling-object', 'the meeting is on another calendar', other);
  }
  const { role, invitedAs } = made;
  const target = { calendarId: calendar.id, uid, role, name, ...(invitedAs !== undefined && { invitedAs }) };
  const what = stored ? 'changed' : 'created';
  const put = (text: string) => view.put(target, stored, { ...made, ics: text, what }, cause);
  const kept = made.ics ?? ics;
  put(kept);
  const sent = await say(decision, made.messages);
  // Who can't be reached is told in the object; a client would try a refused one for ever (rfc6638#3.2.9).
  if (sent.unreachable.length > 0) {
    const status = new Map(sent.unreachable.map(({ address }) => [address.toLowerCase(), undeliverable]));
    put(withScheduleStatus(kept, status));
  }
  const asSent = sentAsIs && made.asSent && sent.unreachable.length === 0;
  return {
    writes: [...calendarMustBe(decision, calendar), ...view.writes(), ...sent.writes],
    records: sent.records,
    result: { kind: 'stored', created: stored === undefined, asSent },
  };
}
