import { undoChange } from '../../calendar/itip/undo.ts';
import { addressesOf, personById } from '../../directory/recipients.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import type { HubServices, ServiceProblem } from '../services.ts';
import { originate } from '../submission/originate.ts';
import { CalendarView, calendarIdOf } from './calendarView.ts';

/** Takes the latest change of an event back (law L6); the undo is an entry of its history like any other. */
export function createUndo(context: HubContext): HubServices['undo'] {
  return (personId, uid, entryId) =>
    decideAndCommit(context, async (): Promise<Decided<ServiceProblem | { kind: 'undone' }>> => {
      const person = personById(context.directory(), personId);
      if (!person) return problem(404, 'no-such-person', 'no such person');
      const calendarId = calendarIdOf(person);
      const entry = (await context.store.reads.history(calendarId, uid)).find(({ id }) => id === entryId);
      if (!entry) return problem(404, 'no-such-entry', `no entry ${entryId} in the history of ${uid}`);
      const at = context.clock.now();
      const cause = { at, cause: `undo:${entryId}:${at}` };
      const view = new CalendarView(context.store);
      const current = await view.object(calendarId, uid);
      const voice = { address: current?.invitedAs ?? person.address, addresses: addressesOf(person) };
      const undone = undoChange({ entry, ...(current && { current: current.ics }), voice, now: at });
      switch (undone.kind) {
        case 'problem':
          return problem(409, undone.code, 'only the latest change of an event can be undone, and only once');
        case 'removed':
          if (current) view.remove(current, 'undone', cause);
          break;
        case 'restored': {
          const role = current?.role ?? undone.role;
          const { invitedAs } = current ?? {};
          const target = { calendarId, uid, role, ...(invitedAs !== undefined && { invitedAs }) };
          view.put(target, current, { ...undone.stored, what: 'undone' }, cause);
        }
      }
      const sent = await originate(context, view, undone.messages, person, cause);
      return {
        ...{ writes: [...view.writes(), ...sent.writes], records: sent.records },
        result: { kind: 'undone' },
      };
    });
}

function problem(status: ServiceProblem['status'], code: string, message: string): Decided<ServiceProblem> {
  return { writes: [], result: { kind: 'problem', status, code, message } };
}
