/** First fill: a file of events onto a person's calendar, in units that commit. It mails nobody, ever. */
import { importedObject } from '../calendar/importing/importedObject.ts';
import { mergeImported } from '../calendar/importing/mergeImported.ts';
import { type ImportProblem, type Piece, type TakenApart, takeApart } from '../calendar/importing/takeApart.ts';
import { addressesOf, personById } from '../directory/recipients.ts';
import type { Person } from '../directory/types.ts';
import { CalendarView, calendarIdOf } from './booking/calendarView.ts';
import { decideAndCommit, type HubContext } from './context.ts';
import type { HubServices, ImportReport } from './services.ts';
import { keep } from './submission/objectChange.ts';

/** Objects in one unit: few enough that other writers are not kept waiting. */
const UNIT = 50;

export function createImport(context: HubContext): Pick<HubServices, 'importCalendar'> {
  return {
    async importCalendar(personId, file) {
      const person = personById(context.directory(), personId);
      if (!person) return { kind: 'problem', status: 404, code: 'no-such-person', message: 'no such person' };
      const taken = takeApart(file);
      if (taken.objects.size === 0 && taken.problems.some(({ code }) => code === 'unreadable')) {
        return { kind: 'problem', status: 422, code: 'unreadable', message: 'this is no iCalendar file' };
      }
      const objects = [...taken.objects.values()];
      const report = { imported: 0, updated: 0, unchanged: 0, problems: [...taken.problems] };
      const cause = `import:${context.random.uuid()}`;
      for (let from = 0; from < objects.length; from += UNIT) {
        const unit = await importUnit(context, person, taken, objects.slice(from, from + UNIT), cause);
        report.imported += unit.imported;
        report.updated += unit.updated;
        report.unchanged += unit.unchanged;
        report.problems.push(...unit.problems);
      }
      report.problems.sort((one, other) => one.line - other.line);
      return { kind: 'imported', ...report };
    },
  };
}

function importUnit(
  context: HubContext,
  person: Person,
  { zones }: TakenApart,
  objects: readonly (readonly Piece[])[],
  cause: string,
): Promise<ImportReport> {
  return decideAndCommit(context, async () => {
    const view = new CalendarView(context.store);
    const calendarId = calendarIdOf(person);
    const decision = { view, cause: { at: context.clock.now(), cause } };
    const counted = { imported: 0, updated: 0, unchanged: 0 };
    const problems: ImportProblem[] = [];
    for (const pieces of objects) {
      const read = importedObject(pieces, zones);
      problems.push(...read.problems);
      const uid = pieces[0]?.uid;
      if (!read.calendar || uid === undefined) continue;
      const before = await view.object(calendarId, uid);
      const stored = before === undefined ? {} : { stored: before.ics };
      const merged = mergeImported({ ...stored, calendar: read.calendar, addresses: addressesOf(person) });
      if (merged.kind === 'unchanged') {
        counted.unchanged++;
        continue;
      }
      counted[merged.what]++;
      const role = before?.role ?? merged.role;
      const invitedAs = before?.invitedAs ?? merged.invitedAs;
      const voice = invitedAs === undefined ? {} : { invitedAs };
      keep(decision, { calendarId, uid, stored: before, what: merged.what }, { ...merged, role, ...voice });
    }
    return { writes: view.writes(), result: { ...counted, problems } };
  });
}
