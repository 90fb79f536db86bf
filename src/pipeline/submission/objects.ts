/** Changes to whole objects of a person's calendar, for doors that say what an event is and not what to do with it. */
import { type JComponent, withText } from '../../calendar/icalendar/jcal.ts';
import { parseStored, printCalendar } from '../../calendar/icalendar/parse.ts';
import { cleanText } from '../../calendar/itip/draft.ts';
import { type ScheduledChange, type ScheduleProblem, scheduleChange } from '../../calendar/itip/implicit.ts';
import type { OutgoingScheduling } from '../../calendar/types.ts';
import { addressesOf, personById } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { CalendarObject, Write } from '../../store/contract.ts';
import { CalendarView, type Cause } from '../booking/calendarView.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { HubServices, ServiceProblem } from '../services.ts';
import { originate } from './originate.ts';

type Outcome = ServiceProblem | { readonly kind: 'stored'; readonly name: string; readonly version?: number };
type Removed = ServiceProblem | { readonly kind: 'removed' };

export function createObjectServices(context: HubContext): Pick<HubServices, 'rewriteObject' | 'removeCalendar'> {
  return {
    async rewriteObject({ personId, calendar, uid, rewrite, silent = false, comment }) {
      const person = personById(context.directory(), personId);
      if (!person?.enabled) return noSuchPerson;
      const calendarId = `${person.id}/${calendar}`;
      return decideAndCommit<Outcome>(context, async () => {
        const { cause, view } = begin(context, person);
        const stored = await view.object(calendarId, uid);
        const next = rewrite(stored);
        if (next.kind === 'problem') return { writes: [], result: next };
        const changed = decide(person, stored, next.kind === 'put' ? next.ics : undefined, cause.at);
        if (changed.kind === 'problem') return refused(unusable(changed));
        const removal: Write[] = [];
        if (changed.ics === undefined) removal.push(...(stored ? removalOf(stored, cause) : []));
        else {
          const { role, invitedAs } = changed;
          const target = { calendarId, uid, role, ...(invitedAs === undefined ? {} : { invitedAs }) };
          view.put(target, stored, { ...changed, ics: changed.ics, what: stored ? 'changed' : 'created' }, cause);
        }
        const messages = silent ? [] : changed.messages.map((message) => withComment(message, comment));
        const sent = await originate(context, view, messages, person, cause);
        if (sent.unreachable.length > 0) return refused(unreachable(sent.unreachable));
        const kept = view.writes();
        const mine = kept.find((write) => write.type === 'putObject' && write.object.calendarId === calendarId);
        const object = mine?.type === 'putObject' ? mine.object : undefined;
        const name = object?.name ?? stored?.name ?? '';
        const result: Outcome = { kind: 'stored', name, ...(object && { version: object.version }) };
        return { writes: [...kept, ...removal, ...sent.writes], records: sent.records, result };
      });
    },

    async removeCalendar(personId, name) {
      const person = personById(context.directory(), personId);
      if (!person?.enabled) return noSuchPerson;
      return decideAndCommit<Removed>(context, async () => {
        const { cause, view } = begin(context, person);
        const calendarId = `${person.id}/${name}`;
        const calendar = (await context.store.reads.calendars(person.id)).find(({ id }) => id === calendarId);
        if (!calendar || name === 'calendar') {
          return refused({ kind: 'problem', status: 404, code: 'no-such-calendar', message: 'no such calendar' });
        }
        const messages: OutgoingScheduling[] = [];
        for (const stored of await context.store.reads.objects(calendarId)) {
          if (stored.role !== 'organizer') continue;
          const changed = decide(person, stored, undefined, cause.at);
          if (changed.kind === 'scheduled') messages.push(...changed.messages);
        }
        const sent = await originate(context, view, messages, person, cause);
        if (sent.unreachable.length > 0) return refused(unreachable(sent.unreachable));
        const writes: Write[] = [...view.writes(), ...sent.writes, { type: 'deleteCalendar', calendar }];
        return { writes, records: sent.records, result: { kind: 'removed' } };
      });
    },
  };
}

function begin(context: HubContext, person: Person): { cause: Cause; view: CalendarView } {
  const at = context.clock.now();
  return { cause: { at, cause: `person:${person.id}:${at}` }, view: new CalendarView(context.store) };
}

function decide(
  person: Person,
  stored: CalendarObject | undefined,
  next: string | undefined,
  now: number,
): ScheduledChange | ScheduleProblem {
  return scheduleChange({
    ...(stored && { stored: stored.ics }),
    ...(stored?.invitedAs !== undefined && { invitedAs: stored.invitedAs }),
    ...(next !== undefined && { next }),
    addresses: addressesOf(person),
    now,
  });
}

function removalOf(stored: CalendarObject, { at, cause }: Cause): Write[] {
  const { calendarId, uid, version, ics } = stored;
  const id = `${cause}:${calendarId}:${version + 1}`;
  return [
    { type: 'deleteObject', calendarId, uid, expect: version, at },
    {
      type: 'addHistory',
      entry: { id, calendarId, uid, version: version + 1, at, what: 'removed', cause, before: ics, after: null },
    },
  ];
}

const noSuchPerson: ServiceProblem = {
  kind: 'problem',
  status: 404,
  code: 'no-such-person',
  message: 'no such person',
};

function refused(problem: ServiceProblem): Decided<ServiceProblem> {
  return { writes: [], result: problem };
}

function unusable({ code, where }: ScheduleProblem): ServiceProblem {
  return { kind: 'problem', status: 422, code, message: `the event can't be used: ${code} (${where})` };
}

function unreachable(whom: readonly { readonly address: string; readonly why: string }[]): ServiceProblem {
  const details = whom.map(({ address, why }) => ({ where: address, message: why }));
  const message = 'these attendees can not be reached; nothing was changed';
  return { kind: 'problem', status: 422, code: 'unreachable', message, details };
}

/** COMMENT in what is sent (rfc5546#3.2.5), not in what is kept. */
function withComment(message: OutgoingScheduling, comment: string | undefined): OutgoingScheduling {
  if (comment === undefined || comment.trim() === '') return message;
  const calendar = parseStored(message.ics);
  const parts = calendar[2].map(
    (part): JComponent => (part[0] === 'vevent' ? withText(part, 'comment', cleanText(comment)) : part),
  );
  return { ...message, ics: printCalendar([calendar[0], calendar[1], parts]) };
}
