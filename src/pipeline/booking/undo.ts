/** Taking the latest change of an event back (law L6); the undo is an entry of its history like any other. */
import { type Undone, undoChange } from '../../calendar/itip/undo.ts';
import { isPrivate } from '../../calendar/sharedView.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { CalendarObject, HistoryEntry } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import type { HubServices } from '../services.ts';
import { deciding, told } from '../submission/deciding.ts';
import { accessTo, beginDecision, type Decision, isProblem, refused } from '../submission/decision.ts';
import { asService, type ChangeProblem, problem } from '../submission/problem.ts';
import { calendarIdOf } from './calendarView.ts';

type Services = Pick<HubServices, 'undo' | 'history'>;

export function createUndo(context: HubContext): Services {
  return {
    undo: (personId, uid, entryId, by) =>
      deciding<{ kind: 'undone'; what: string; told: readonly string[] }>(context, personId, by, async (begun) => {
        const entries = await context.store.reads.ownHistory(personId, uid);
        const entry = entryId === undefined ? entries.at(-1) : entries.find(({ id }) => id === entryId);
        if (!entry) return refused(problem('no-such-entry', `no such entry in the history of ${uid}`));
        const { at } = begun.cause;
        const decision: Decision = { ...begun, cause: { at, cause: `undo:${entry.id}:${context.random.uuid()}` } };
        const undoing = await undoingOf(decision, entry);
        const access = await accessTo(decision, undoing.calendarId);
        if (isProblem(access)) return refused(access);
        // A private event that she was not let see is none to whoever acts.
        const text = entry.after ?? entry.before;
        if (!access.seePrivate && text !== null && isPrivate(text))
          return refused(problem('no-such-entry', `no such entry in the history of ${uid}`));
        const { undone, current } = undoing;
        if (undone.kind === 'problem') return refused<ChangeProblem>(undone);
        keep(decision, undoing, undone, current);
        const whom = [...new Set(undone.messages.flatMap(({ to }) => to))];
        return told(decision, undoing.calendarId, undone.messages, { kind: 'undone', what: entry.what, told: whom });
      }),

    async history(personId, uid) {
      const entries = await context.store.reads.ownHistory(personId, uid);
      const latest = entries.at(-1);
      const decision = beginDecision(context, personId);
      if (isProblem(decision)) return asService(decision);
      if (!latest) return asService(problem('no-such-event', `no event ${uid} was ever on this calendar`));
      const { undone } = await undoingOf(decision, latest);
      if (undone.kind === 'problem') return { kind: 'history', entries };
      const tells = [...new Set(undone.messages.flatMap(({ to }) => to))];
      return { kind: 'history', entries, undo: { entry: latest.id, tells } };
    },
  };
}

interface Undoing {
  /** Where what comes of it stands: the calendar of the entry; the default one where that is gone. */
  readonly calendarId: string;
  readonly entry: HistoryEntry;
  readonly current: CalendarObject | undefined;
  readonly undone: Undone;
}

async function undoingOf({ context, owner, view, cause }: Decision, entry: HistoryEntry): Promise<Undoing> {
  const calendars = await context.store.reads.calendars(owner.id);
  const there = calendars.some(({ id }) => id === entry.calendarId);
  const calendarId = there ? entry.calendarId : calendarIdOf(owner);
  const { uid } = entry;
  const current = await view.object(entry.calendarId, uid);
  const elsewhere = (await view.ownObjects(owner, uid)).some((copy) => copy.calendarId !== entry.calendarId);
  // What was moved stands somewhere else, or came from there: it is moved back, not undone.
  if (elsewhere || entry.what === 'moved') {
    const undone = {
      ...problem('changed-since', 'the event was moved to another calendar since: move it back'),
      code: 'changed-since' as const,
    };
    return { calendarId, entry, current, undone };
  }
  if (entry.what === 'delegated') {
    const where = 'what others were told of it stands: answer the invitation instead';
    return { calendarId, entry, current, undone: { kind: 'problem', code: 'nothing-to-undo', where } };
  }
  const voice = { address: current?.invitedAs ?? owner.address, addresses: addressesOf(owner) };
  const undone = undoChange({ entry, ...(current && { current: current.ics }), voice, now: cause.at });
  return { calendarId, entry, current, undone };
}

function keep(
  { view, cause }: Decision,
  { calendarId, entry }: Undoing,
  undone: Exclude<Undone, { kind: 'problem' }>,
  current: CalendarObject | undefined,
): void {
  switch (undone.kind) {
    case 'removed':
      if (current) view.remove(current, 'undone', cause);
      return;
    case 'restored': {
      const role = current?.role ?? undone.role;
      const { invitedAs } = current ?? {};
      const target = { calendarId, uid: entry.uid, role, ...(invitedAs !== undefined && { invitedAs }) };
      view.put(target, current, { ...undone.stored, what: 'undone' }, cause);
    }
  }
}
