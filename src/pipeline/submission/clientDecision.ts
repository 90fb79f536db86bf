/** What the decisions on a client's objects have in common. */
import type { OutgoingScheduling } from '../../calendar/types.ts';
import { personById } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { Calendar, CalendarObject, Write } from '../../store/contract.ts';
import { CalendarView, type Cause, calendarIdOf } from '../booking/calendarView.ts';
import type { Decided, HubContext } from '../context.ts';
import type { ClientProblem } from './clientObjects.ts';
import { originate } from './originate.ts';

export interface ClientDecision {
  readonly context: HubContext;
  readonly person: Person;
  readonly view: CalendarView;
  readonly cause: Cause;
}

export function beginDecision(context: HubContext, personId: string): ClientDecision | undefined {
  const person = personById(context.directory(), personId);
  if (!person?.enabled) return undefined;
  const at = context.clock.now();
  return { context, person, view: new CalendarView(context.store), cause: { at, cause: `person:${person.id}:${at}` } };
}

/** A client names a calendar that may go meanwhile; the default one is made with its first object. */
export function calendarMustBe({ person }: ClientDecision, calendar: Calendar): Write[] {
  return calendar.id === calendarIdOf(person) ? [] : [{ type: 'requireCalendar', calendarId: calendar.id }];
}

/** A meeting is on one calendar of a person, else answers would find the wrong one (rfc6638#3.2.4.1). */
export async function elsewhere(
  { person, view }: ClientDecision,
  uid: string,
  calendarId: string,
): Promise<CalendarObject | undefined> {
  const copies = await view.copies(uid);
  return copies.find((copy) => copy.calendarId !== calendarId && copy.calendarId.startsWith(`${person.id}/`));
}

/** The mail that a change causes, and who becomes a correspondent by it (law L7). */
export async function say({ context, person, view, cause }: ClientDecision, messages: readonly OutgoingScheduling[]) {
  const sent = await originate(context, view, messages, person, cause);
  const answered = messages.flatMap(({ method, to }) => (method === 'REPLY' ? to : []));
  const known = answered.map(
    (address): Write => ({ type: 'addCorrespondent', personId: person.id, address, at: cause.at }),
  );
  return { ...sent, writes: [...sent.writes, ...known] };
}

export function refuse(
  code: ClientProblem['code'],
  where: string,
  at?: { readonly calendarId: string; readonly name: string },
): Decided<ClientProblem> {
  const place = at && { calendarId: at.calendarId, name: at.name };
  return { writes: [], result: { kind: 'problem', code, where, ...(place && { at: place }) } };
}
