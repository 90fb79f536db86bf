import { scheduleChange } from '../../calendar/itip/implicit.ts';
import type { OutgoingScheduling } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { CalendarObject } from '../../store/contract.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import { beginDecision, type ClientDecision, refuse, say } from './clientDecision.ts';
import type { ClientProblem, ClientRemoval } from './clientObjects.ts';

type Removed = { readonly kind: 'removed' };

/** A client removes an object: an organizer cancels, an attendee declines (rfc6638#3.2.1.3, #3.2.2.3). */
export async function removeClientObject(
  context: HubContext,
  { personId, calendar, name, holds, scheduleReply }: ClientRemoval,
): Promise<ClientProblem | Removed> {
  return decideAndCommit(context, async (): Promise<Decided<ClientProblem | Removed>> => {
    const decision = beginDecision(context, personId);
    if (decision === undefined) return refuse('no-such-person', personId);
    const stored = await context.store.reads.objectByName(calendar.id, name);
    if (!holds(stored)) return refuse('condition-not-met', name);
    if (stored === undefined) return refuse('no-such-object', name);
    const messages = causedByRemoval(decision, stored, scheduleReply);
    if ('kind' in messages) return refuse(messages.code, messages.where);
    decision.view.remove(stored, 'removed', decision.cause);
    const sent = await say(decision, messages);
    const writes = [...decision.view.writes(), ...sent.writes];
    return { writes, records: sent.records, result: { kind: 'removed' } };
  });
}

/** What has to be said when this object goes. */
export function causedByRemoval(
  { person, cause }: ClientDecision,
  stored: CalendarObject,
  scheduleReply: boolean,
): readonly OutgoingScheduling[] | ClientProblem {
  if (stored.role === 'none') return [];
  const made = scheduleChange({
    stored: stored.ics,
    ...(stored.invitedAs !== undefined && { invitedAs: stored.invitedAs }),
    addresses: addressesOf(person),
    now: cause.at,
    scheduleReply,
  });
  return made.kind === 'problem' ? made : made.messages;
}
