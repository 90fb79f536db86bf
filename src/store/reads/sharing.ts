import type { Selectable } from 'kysely';
import type { CalendarRight, CalendarShare } from '../../directory/calendarAccess.ts';
import { template } from '../compiler.ts';
import type { Reads } from '../contract.ts';
import type { Tables } from '../schema.ts';
import type { Source } from './rows.ts';

const ofCalendar = template((db, p: { calendarId: string }, scope) =>
  db
    .selectFrom('calendar_share')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .orderBy('person_id'),
);

const withPerson = template((db, p: { personId: string }, scope) =>
  db
    .selectFrom('calendar_share')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('person_id', '=', p.personId)
    .orderBy('calendar_id'),
);

export function sharingReads({ compiler, rows }: Source): Pick<Reads, 'sharesOf' | 'sharesWith'> {
  return {
    async sharesOf(calendarId) {
      return (await rows(compiler.statement(ofCalendar, { calendarId }))).map(shareFrom);
    },
    async sharesWith(personId) {
      return (await rows(compiler.statement(withPerson, { personId }))).map(shareFrom);
    },
  };
}

function shareFrom(row: Selectable<Tables['calendar_share']>): CalendarShare {
  return {
    calendarId: row.calendar_id,
    personId: row.person_id,
    right: row.access as CalendarRight,
    privateToo: row.private_too !== 0,
  };
}
