import type { CalendarShare } from '../../directory/calendarAccess.ts';
import { type Compiler, type Statement, template } from '../compiler.ts';

interface ShareValues extends Readonly<Record<string, string | number>> {
  readonly calendarId: string;
  readonly personId: string;
  readonly access: string;
  readonly privateToo: number;
  readonly at: number;
}

const upsertShare = template((db, p: ShareValues, scope) =>
  db
    .insertInto('calendar_share')
    .values({
      organisation_id: scope.organisationId,
      calendar_id: p.calendarId,
      person_id: p.personId,
      access: p.access,
      private_too: p.privateToo,
      at: p.at,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organisation_id', 'calendar_id', 'person_id'])
        .doUpdateSet({ access: p.access, private_too: p.privateToo, at: p.at }),
    ),
);

const removeShare = template((db, p: { calendarId: string; personId: string }, scope) =>
  db
    .deleteFrom('calendar_share')
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .where('person_id', '=', p.personId),
);

export function putShare(
  compiler: Compiler,
  { calendarId, personId, right, ...share }: CalendarShare,
  at: number,
): Statement[] {
  const privateToo = share.privateToo ? 1 : 0;
  return [compiler.statement(upsertShare, { calendarId, personId, access: right, privateToo, at })];
}

export function dropShare(compiler: Compiler, calendarId: string, personId: string): Statement[] {
  return [compiler.statement(removeShare, { calendarId, personId })];
}
