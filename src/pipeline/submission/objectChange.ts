/**
 * One object of a calendar becomes another, comes or goes: the one way by which what people
 * and their programs do reaches the store, whichever door they use. What has to be said to
 * whom follows from the difference (rfc6638#3.2); all of it is one unit (law L2).
 */
import { type JComponent, withText } from '../../calendar/icalendar/jcal.ts';
import { parseStored, printCalendar } from '../../calendar/icalendar/parse.ts';
import { cleanText } from '../../calendar/itip/draft.ts';
import { type ScheduledChange, scheduleChange } from '../../calendar/itip/implicit.ts';
import { onBehalf } from '../../calendar/itip/onBehalf.ts';
import { withScheduleStatus } from '../../calendar/scheduling/scheduleStatus.ts';
import type { OutgoingScheduling } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { CalendarObject, Write } from '../../store/contract.ts';
import { calendarIdOf } from '../booking/calendarView.ts';
import { accessTo, type Decision, mayTell, say } from './decision.ts';
import type { Origination } from './originate.ts';
import { type ChangeProblem, problem, unreachable } from './problem.ts';

export interface ObjectChange {
  readonly calendarId: string;
  readonly uid: string;
  /** Last path segment of a new object; made from the UID without it. */
  readonly name?: string;
  readonly stored: CalendarObject | undefined;
  /** iCalendar text; undefined: it goes. */
  readonly next: string | undefined;
  /** Code of its history; created, changed or removed without it. */
  readonly what?: string;
  /** Nobody is told, whatever the change. */
  readonly silent?: boolean;
  /** False: of a removal the organizer is not told (rfc6638#8.1). */
  readonly scheduleReply?: boolean;
  /** A word of the person in what is sent. */
  readonly comment?: string;
  /**
   * Whom mail can't reach: `refuse` changes nothing, `mark` says it in the object (rfc6638#3.2.9),
   * because a calendar program would try a refused one for ever.
   */
  readonly unreachable: 'refuse' | 'mark';
}

export interface Changed {
  readonly kind: 'changed';
  /** What is sent because of it. */
  readonly sent: Pick<Origination, 'writes' | 'records'>;
  /** As it will stand; undefined when it went. */
  readonly object: CalendarObject | undefined;
  /** False: what is stored is not what was handed in (rfc4791#5.3.4). */
  readonly asSent: boolean;
}

export async function changeObject(decision: Decision, change: ObjectChange): Promise<Changed | ChangeProblem> {
  const { view, cause, delegate } = decision;
  const { calendarId, stored, next } = change;
  const access = await accessTo(decision, calendarId);
  if (access.kind === 'problem') return access;
  const scheduled = await schedule(decision, change);
  if (scheduled.kind === 'problem') return scheduled;
  const { role, ics, ...made } = onBehalf(scheduled, delegate);
  const messages = change.silent ? [] : made.messages.map((message) => withComment(message, change.comment));
  const refusal = mayTell(decision, access, messages);
  if (refusal) return refusal;
  if (next !== undefined && role !== 'none') {
    // A meeting is on one calendar of a person, else answers would find the wrong one (rfc6638#3.2.4.1).
    const other = (await view.ownObjects(decision.owner, change.uid)).find((copy) => copy.calendarId !== calendarId);
    if (other) return problem('not-unique-scheduling-object', 'the meeting is on another calendar', other);
  }
  const put = (text: string) => keep(decision, change, { ...made, role, ics: text });
  if (ics !== undefined) put(ics);
  else if (stored) view.remove(stored, change.what ?? 'removed', cause);
  const sent = await say(decision, messages);
  if (sent.unreachable.length > 0 && change.unreachable === 'refuse') return unreachable(sent.unreachable);
  if (sent.unreachable.length > 0 && ics !== undefined) {
    const status = new Map(sent.unreachable.map(({ address, status: code }) => [address.toLowerCase(), code]));
    put(withScheduleStatus((await view.object(calendarId, change.uid))?.ics ?? ics, status));
  }
  const object = ics === undefined ? undefined : await view.object(calendarId, change.uid);
  return {
    kind: 'changed',
    sent,
    object,
    // A room that was invited has answered already.
    asSent: made.asSent && ics === scheduled.ics && object?.ics === ics,
  };
}

/** The unit of a decision that changed one calendar: what it did there, and what it sends. */
export function unitOf(
  decision: Decision,
  calendarId: string,
  { writes, records }: Pick<Origination, 'writes' | 'records'>,
) {
  return { writes: [...calendarMustBe(decision, calendarId), ...decision.view.writes(), ...writes], records };
}

/** What the change means; an object that comes back after it was removed is a later one than it was. */
async function schedule(decision: Decision, change: ObjectChange): Promise<ScheduledChange | ChangeProblem> {
  const { view, owner, cause } = decision;
  const { stored, next, silent, scheduleReply } = change;
  // What is nobody's meeting goes without a word.
  if (next === undefined && stored?.role === 'none') {
    return { kind: 'scheduled', role: 'none', asSent: true, spanStart: 0, spanEnd: 0, messages: [] };
  }
  // Nobody heard of what nobody was invited to: a calendar filled with appointments asks no history.
  const heard = !stored && next !== undefined && /attendee/i.test(next);
  const former = heard ? await view.removedText(owner, change.uid) : undefined;
  return scheduleChange({
    ...(stored && { stored: stored.ics }),
    ...(stored?.invitedAs !== undefined && { invitedAs: stored.invitedAs }),
    ...(former !== undefined && { former }),
    ...(next !== undefined && { next }),
    ...(silent !== undefined && { silent }),
    ...(scheduleReply !== undefined && { scheduleReply }),
    addresses: addressesOf(owner),
    now: cause.at,
  });
}

/** Puts what was decided on the calendar of this decision's view. */
export function keep(
  { view, cause }: Pick<Decision, 'view' | 'cause'>,
  { calendarId, uid, name, stored, what }: Pick<ObjectChange, 'calendarId' | 'uid' | 'name' | 'stored' | 'what'>,
  made: Pick<CalendarObject, 'ics' | 'role' | 'spanStart' | 'spanEnd' | 'extent' | 'invitedAs'>,
): void {
  const { role, invitedAs } = made;
  const target = { calendarId, uid, role, ...(name !== undefined && { name }) };
  const voiced = { ...target, ...(invitedAs !== undefined && { invitedAs }) };
  view.put(voiced, stored, { ...made, what: what ?? (stored ? 'changed' : 'created') }, cause);
}

/** A client names a calendar that may go meanwhile; the default one is made with its first object. */
export function calendarMustBe({ owner }: Decision, calendarId: string): Write[] {
  return calendarId === calendarIdOf(owner) ? [] : [{ type: 'requireCalendar', calendarId }];
}

/** COMMENT in what is sent (rfc5546#3.2.5), not in what is kept. */
function withComment(message: OutgoingScheduling, comment: string | undefined): OutgoingScheduling {
  if (comment === undefined || comment.trim() === '') return message;
  const [name, lines, parts] = parseStored(message.ics);
  const said = parts.map(
    (part): JComponent => (part[0] === 'vtimezone' ? part : withText(part, 'comment', cleanText(comment))),
  );
  return { ...message, ics: printCalendar([name, lines, said]) };
}
