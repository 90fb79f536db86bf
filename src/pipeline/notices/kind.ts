import type { Waiting } from '../../calendar/notices/words.ts';
import type { OutgoingScheduling, SchedulingMessage } from '../../calendar/types.ts';
import type { NoticeKind } from '../../directory/notices.ts';
import type { Header } from '../../mail/message.ts';
import type { Effect } from '../inbound/records.ts';

/** What she is told of calendaring that arrived; undefined where it is nothing new to her. */
export function kindOfArrival(
  { method }: Pick<SchedulingMessage, 'method'>,
  { decision, effect }: Effect,
): Exclude<NoticeKind, 'held' | 'reminder' | 'agenda'> | undefined {
  if (decision !== 'file') return undefined;
  switch (effect) {
    case 'filed tentative':
    case 'exception-filed':
      return 'invitation';
    case 'updated':
    case 'instance-added':
    // Her proposal was declined: the event stays, and only this tells her (rfc5546#3.2.8).
    case 'unchanged: counter-declined':
      return 'change';
    case 'cancelled':
    case 'instance-cancelled':
      return 'cancellation';
    case 'answered':
      return method === 'REPLY' ? 'answer' : 'invitation';
    default:
      return undefined;
  }
}

/** The same of what the hub itself sends her. */
export function kindOfOutgoing({ method, update }: Pick<OutgoingScheduling, 'method' | 'update'>): NoticeKind {
  switch (method) {
    case 'REQUEST':
      return update ? 'change' : 'invitation';
    case 'CANCEL':
      return 'cancellation';
    case 'REPLY':
    case 'REFRESH':
      return 'answer';
    case 'COUNTER':
      return 'held';
    case 'DECLINECOUNTER':
      return 'change';
  }
}

const reasons: Readonly<Record<string, Waiting>> = {
  'held: tier': 'tier',
  'held: unreadable': 'unreadable',
  'held: not-organizer': 'not-organizer',
  'held: not-attendee': 'not-attendee',
  'held: not-invited': 'not-invited',
  'held: counter': 'counter',
  'held: ADD': 'ADD',
};

/** Why it waits for her decision; undefined when it does not wait. */
export function waitingOf({ decision, effect }: Effect): Waiting | undefined {
  return decision === 'hold' ? (reasons[effect] ?? 'unreadable') : undefined;
}

const triageHeader = 'x-ms-exchange-organization-calendarbooking-triageaction';

/**
 * Whether a rule's TriageAction keeps the notice from her, as it would put the invitation among
 * the deleted items. Cancellations always show, and so does what only she can decide, as Exchange has it.
 */
export function isTriagedAway(kind: NoticeKind, ruleHeaders: readonly Header[]): boolean {
  if (kind !== 'invitation' && kind !== 'change') return false;
  // A rule that comes later has the last word.
  const action = ruleHeaders.findLast(({ name }) => name.toLowerCase() === triageHeader)?.value;
  return action?.trim().toLowerCase() === 'movetodeleteditems';
}
