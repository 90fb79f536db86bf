/** Changes to whole objects of a person's calendar, for doors that say what an event is and not what to do with it. */
import { type JComponent, withText } from '../../calendar/icalendar/jcal.ts';
import { parseStored, printCalendar } from '../../calendar/icalendar/parse.ts';
import { cleanText } from '../../calendar/itip/draft.ts';
import { scheduleChange } from '../../calendar/itip/implicit.ts';
import type { OutgoingScheduling } from '../../calendar/types.ts';
import { addressesOf, personById } from '../../directory/recipients.ts';
import type { CalendarObject, Write } from '../../store/contract.ts';
import { CalendarView, type Cause } from '../booking/calendarView.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { HubServices, ServiceProblem } from '../services.ts';
import { originate } from './originate.ts';

type Outcome = ServiceProblem | { readonly kind: 'stored'; readonly name: string; readonly version?: number };

export function createObjectServices(context: HubContext): Pick<HubServices, 'rewriteObject'> {
  return {
    async rewriteObject({ personId, calendar, uid, rewrite, silent = false, comment }) {
      const person = personById(context.directory(), personId);
      if (!person?.enabled) return { kind: 'problem', status: 404, code: 'no-such-person', message: 'no such person' };
      const calendarId = `${person.id}/${calendar}`;
      return decideAndCommit<Outcome>(context, async () => {
        const at = context.clock.now();
        const cause: Cause = { at, cause: `person:${person.id}:${at}` };
        const view = new CalendarView(context.store);
        const stored = await view.object(calendarId, uid);
        const next = rewrite(stored);
        if (next.kind === 'problem') return { writes: [], result: next };
        const changed = scheduleChange({
          ...(stored && { stored: stored.ics }),
          ...(stored?.invitedAs !== undefined && { invitedAs: stored.invitedAs }),
          ...(next.kind === 'put' && { next: next.ics }),
          addresses: addressesOf(person),
          now: at,
        });
        if (changed.kind === 'problem') return refused(changed);
        const messages = silent ? [] : changed.messages.map((message) => withComment(message, comment));
        const role = changed.role;
        const target = {
          ...{ calendarId, uid, role },
          ...(changed.invitedAs === undefined ? {} : { invitedAs: changed.invitedAs }),
        };
        const removal: Write[] = [];
        if (changed.ics === undefined) removal.push(...(stored ? removalOf(stored, cause) : []));
        else view.put(target, stored, { ...changed, ics: changed.ics, what: stored ? 'changed' : 'created' }, cause);
        const sent = await originate(context, view, messages, person, cause);
        if (sent.unreachable.length > 0) {
          const details = sent.unreachable.map(({ address, why }) => ({ where: address, message: why }));
          const message = 'these attendees can not be reached; nothing was changed';
          return { writes: [], result: { kind: 'problem', status: 422, code: 'unreachable', message, details } };
        }
        const writes = [...view.writes(), ...removal, ...sent.writes];
        const mine = writes.find(
          (write) =>
            write.type === 'putObject' && write.object.calendarId === calendarId && write.object.uid === uid,
        );
        const object = mine?.type === 'putObject' ? mine.object : undefined;
        const result: Outcome = {
          kind: 'stored',
          name: object?.name ?? stored?.name ?? '',
          ...(object && { version: object.version }),
        };
        return { writes, records: sent.records, result };
      });
    },
  };
}

function removalOf(stored: CalendarObject, { at, cause }: Cause): Write[] {
  const { calendarId, uid, version, ics } = stored;
  return [
    { type: 'deleteObject', calendarId, uid, expect: version },
    {
      type: 'addHistory',
      entry: {
        ...{ id: `${cause}:${calendarId}:${version + 1}`, calendarId, uid, version: version + 1, at },
        ...{ what: 'removed', cause, before: ics, after: null },
      },
    },
  ];
}

function refused({ code, where }: { readonly code: string; readonly where: string }): Decided<Outcome> {
  const message = `the event can't be used: ${code} (${where})`;
  return { writes: [], result: { kind: 'problem', status: 422, code, message } };
}

/** COMMENT in what is sent (rfc5546#3.2.5), not in what is kept. */
function withComment(message: OutgoingScheduling, comment: string | undefined): OutgoingScheduling {
  if (comment === undefined || comment.trim() === '') return message;
  const calendar = parseStored(message.ics);
  const parts = calendar[2].map((part): JComponent =>
    part[0] === 'vevent' ? withText(part, 'comment', cleanText(comment)) : part,
  );
  return { ...message, ics: printCalendar([calendar[0], calendar[1], parts]) };
}
