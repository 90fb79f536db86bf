/** What an attendee does with an invitation beside answering it: proposes another time, passes it on, asks for it again. */
import type { DraftProblem } from '../../calendar/itip/draft.ts';
import { onBehalf } from '../../calendar/itip/onBehalf.ts';
import { delegateInvitation, forwardInvitation, type PassingProblem } from '../../calendar/itip/passOn.ts';
import { proposeTime } from '../../calendar/itip/propose.ts';
import { askRefresh } from '../../calendar/itip/refresh.ts';
import type { Voice } from '../../calendar/itip/voice.ts';
import type { OutgoingScheduling } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { CalendarObject } from '../../store/contract.ts';
import type { Decided, HubContext } from '../context.ts';
import type { HubServices } from '../services.ts';
import { deciding, keepText, told } from './deciding.ts';
import { type Decision, isProblem, ownEvent, refused } from './decision.ts';
import type { ChangeProblem } from './problem.ts';

type Services = Pick<HubServices, 'propose' | 'delegateInvitation' | 'forwardInvitation' | 'askRefresh'>;

export function createInvitationServices(context: HubContext): Services {
  return {
    propose: (personId, uid, { instance, comment, ...proposal }, by) =>
      deciding<{ kind: 'proposed' }>(context, personId, by, async (decision) => {
        const stored = await ownEvent(decision, uid);
        if (isProblem(stored)) return refused(stored);
        const made = proposeTime({
          ...proposal,
          ...(instance !== undefined && { instance }),
          ...(comment !== undefined && { comment }),
          ...{ stored: stored.ics, voice: voiceOf(decision, stored), now: decision.cause.at },
        });
        if (made.kind === 'problem') return refused<ChangeProblem>(made);
        return say(decision, stored, { ...made, messages: [made.counter] }, 'proposed', { kind: 'proposed' });
      }),

    delegateInvitation: (personId, uid, to, comment, by) =>
      deciding<{ kind: 'delegated' }>(context, personId, by, async (decision) => {
        const stored = await ownEvent(decision, uid);
        if (isProblem(stored)) return refused(stored);
        const made = delegateInvitation(passing(decision, stored, [to], comment));
        if (made.kind === 'problem') return refused<ChangeProblem>(made);
        return say(decision, stored, made, 'delegated', { kind: 'delegated' });
      }),

    forwardInvitation: (personId, uid, to, comment, by) =>
      deciding<{ kind: 'forwarded' }>(context, personId, by, async (decision) => {
        const stored = await ownEvent(decision, uid);
        if (isProblem(stored)) return refused(stored);
        const made: ReturnType<typeof forwardInvitation> = forwardInvitation(passing(decision, stored, to, comment));
        if (made.kind === 'problem') return refused<PassingProblem | DraftProblem>(made);
        return say(decision, stored, made, undefined, { kind: 'forwarded' });
      }),

    askRefresh: (personId, uid, by) =>
      deciding<{ kind: 'asked' }>(context, personId, by, async (decision) => {
        const stored = await ownEvent(decision, uid);
        if (isProblem(stored)) return refused(stored);
        const voice = voiceOf(decision, stored);
        const made = askRefresh({ stored: stored.ics, voice, now: decision.cause.at });
        if ('kind' in made) return refused<ChangeProblem>(made);
        return say(decision, stored, { messages: [made] }, undefined, { kind: 'asked' });
      }),
  };
}

function voiceOf({ owner }: Decision, { invitedAs }: CalendarObject): Voice {
  return { address: invitedAs ?? owner.address, addresses: addressesOf(owner) };
}

function passing(
  decision: Decision,
  stored: CalendarObject,
  to: readonly { readonly address: string; readonly name?: string }[],
  comment: string | undefined,
) {
  const voice = voiceOf(decision, stored);
  return { stored: stored.ics, voice, to, now: decision.cause.at, ...(comment !== undefined && { comment }) };
}

/** Her copy as it is then, where that changes, and what is sent in her name. */
function say<Result>(
  decision: Decision,
  stored: CalendarObject,
  made: { readonly ics?: string; readonly spanStart?: number; readonly messages: readonly OutgoingScheduling[] },
  what: string | undefined,
  result: Result,
): Promise<Decided<Result | ChangeProblem>> {
  const voice = voiceOf(decision, stored);
  const { ics, messages } = onBehalf({ ...made, role: 'attendee', invitedAs: voice.address }, decision.delegate);
  // Another answer, or another guest: the time is the organizer's still.
  if (ics !== undefined && what !== undefined) keepText(decision, stored, { ...stored, ics }, what);
  return told(decision, stored.calendarId, messages, result);
}
