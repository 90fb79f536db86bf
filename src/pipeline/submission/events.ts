/** What people write about their events, on any of their calendars; a delegate does it in the owner's name. */
import { answerInvitation } from '../../calendar/itip/answer.ts';
import type { DraftProblem } from '../../calendar/itip/draft.ts';
import { onBehalf } from '../../calendar/itip/onBehalf.ts';
import { cancelEvent, changeEvent, createEvent, type Organized } from '../../calendar/itip/organize.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { CalendarObject } from '../../store/contract.ts';
import { calendarIdOf } from '../booking/calendarView.ts';
import type { Decided, HubContext } from '../context.ts';
import type { EventDraft, HubServices } from '../services.ts';
import { takes } from './clientPut.ts';
import { deciding, keepText, told } from './deciding.ts';
import { type Decision, isProblem, ownEvent, refused } from './decision.ts';
import { changeObject, type ObjectChange, unitOf } from './objectChange.ts';
import { asService, type ChangeProblem, problem } from './problem.ts';

type Services = Pick<HubServices, 'createEvent' | 'changeEvent' | 'cancelEvent' | 'answer'>;

export function createEventServices(context: HubContext): Services {
  return {
    async createEvent(personId, { calendar, ...draft }, by) {
      const meeting = joinUrl(context, draft);
      if (isProblem(meeting)) return asService(meeting);
      const uid = `${context.random.uuid()}@${context.directory().domain}`;
      return deciding(context, personId, by, async (decision) => {
        const { owner, cause } = decision;
        const calendarId = await calendarNamed(decision, calendar);
        if (typeof calendarId !== 'string') return refused(calendarId);
        const made = createEvent({ ...draft, ...meeting, uid, organizer: nameOf(owner), now: cause.at });
        return commit(decision, { calendarId, uid, stored: undefined }, made, { kind: 'created' as const, uid });
      });
    },

    changeEvent: (personId, uid, draft, by) =>
      deciding(context, personId, by, async (decision) => {
        const stored = await organizedEvent(decision, uid);
        if (isProblem(stored)) return refused(stored);
        const { owner, cause } = decision;
        const made = changeEvent({ stored: stored.ics, draft, organizer: nameOf(owner), now: cause.at });
        return commit(decision, { ...placeOf(stored), what: 'changed' }, made, { kind: 'changed' as const });
      }),

    cancelEvent: (personId, uid, by) =>
      deciding(context, personId, by, async (decision) => {
        const stored = await organizedEvent(decision, uid);
        if (isProblem(stored)) return refused(stored);
        const made = cancelEvent({ stored: stored.ics, now: decision.cause.at });
        return commit(decision, { ...placeOf(stored), what: 'cancelled' }, made, { kind: 'cancelled' as const });
      }),

    answer: (personId, uid, partStat, comment, by) =>
      deciding<{ kind: 'answered' }>(context, personId, by, async (decision) => {
        const stored = await ownEvent(decision, uid);
        if (isProblem(stored)) return refused(stored);
        const { owner, cause, delegate } = decision;
        const answered = answerInvitation({
          stored: stored.ics,
          addresses: addressesOf(owner),
          invitedAs: stored.invitedAs ?? owner.address,
          partStat,
          ...(comment !== undefined && { comment }),
          now: cause.at,
        });
        if (answered.kind === 'problem') return refused<ChangeProblem>(answered);
        if (answered.kind === 'unchanged') return { writes: [], result: { kind: 'answered' } };
        const { reply, ...text } = answered;
        const said = onBehalf({ ...text, role: 'attendee', invitedAs: reply.from, messages: [reply] }, delegate);
        keepText(decision, stored, said, 'answered');
        return told(decision, stored.calendarId, said.messages, { kind: 'answered' });
      }),
  };
}

async function commit<Result>(
  decision: Decision,
  change: Pick<ObjectChange, 'calendarId' | 'uid' | 'stored' | 'what'>,
  made: Organized | DraftProblem,
  result: Result,
): Promise<Decided<Result | ChangeProblem>> {
  if (made.kind === 'problem') return refused<ChangeProblem>(made);
  const changed = await changeObject(decision, { ...change, next: made.ics, unreachable: 'refuse' });
  if (changed.kind === 'problem') return refused(changed);
  return { ...unitOf(decision, change.calendarId, changed.sent), result };
}

/** The id of a calendar of hers by its last path segment; the default one without. */
async function calendarNamed({ context, owner }: Decision, slug = 'calendar'): Promise<string | ChangeProblem> {
  if (slug === 'calendar') return calendarIdOf(owner);
  const found = (await context.store.reads.calendars(owner.id)).find((calendar) => calendar.slug === slug);
  if (found === undefined) return problem('no-such-calendar', 'no such calendar');
  return takes(found) ? found.id : problem('unsupported-component', 'VEVENT');
}

async function organizedEvent(decision: Decision, uid: string): Promise<CalendarObject | ChangeProblem> {
  const stored = await ownEvent(decision, uid);
  if (isProblem(stored) || stored.role !== 'attendee') return stored;
  return problem('not-organizer', 'only the organizer changes this event: answer it instead');
}

function placeOf(stored: CalendarObject): Pick<ObjectChange, 'calendarId' | 'uid' | 'stored'> {
  const { calendarId, uid } = stored;
  return { calendarId, uid, stored };
}

function nameOf({ address, name }: Person): { address: string; name: string } {
  return { address, name };
}

function joinUrl(context: HubContext, draft: EventDraft): { url?: string } | ChangeProblem {
  if (!draft.onlineMeeting) return {};
  const { urlTemplate } = context.directory().meetings;
  if (urlTemplate === undefined) {
    return problem('no-online-meetings', 'online meetings need meetings.urlTemplate in the connection');
  }
  return { url: urlTemplate.replaceAll('{id}', context.random.uuid()) };
}
