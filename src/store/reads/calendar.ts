import type { Selectable } from 'kysely';
import type { Extent } from '../../calendar/span.ts';
import { template } from '../compiler.ts';
import type { Calendar, CalendarComponent, CalendarObject, HistoryEntry, ObjectEntry, Reads } from '../contract.ts';
import type { Tables } from '../schema.ts';
import { spanClasses } from '../spans.ts';
import type { Source } from './rows.ts';

const oneObject = template((db, p: { calendarId: string; uid: string }, scope) =>
  db
    .selectFrom('calendar_object')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .where('uid', '=', p.uid),
);

const oneObjectByName = template((db, p: { calendarId: string; name: string }, scope) =>
  db
    .selectFrom('calendar_object')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .where('name', '=', p.name),
);

const allObjects = template((db, p: { calendarId: string }, scope) =>
  db
    .selectFrom('calendar_object')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .orderBy('uid'),
);

type Range = {
  calendarId: string;
  to: number;
  from: number;
  from0: number;
  from1: number;
  from2: number;
  from3: number;
};

/** Each class of spans from its own stretch of the index; no row is in two. */
const objectsInRange = template((db, p: Range, scope) => {
  const ofClass = (spanClass: number, earliest?: number) => {
    const touching = db
      .selectFrom('calendar_object')
      .selectAll()
      .where('organisation_id', '=', scope.organisationId)
      .where('calendar_id', '=', p.calendarId)
      .where('span_class', '=', spanClass)
      .where('span_start', '<', p.to)
      .where('span_until', '>', p.from);
    return earliest === undefined ? touching : touching.where('span_start', '>', earliest);
  };
  return ofClass(0, p.from0)
    .unionAll(ofClass(1, p.from1))
    .unionAll(ofClass(2, p.from2))
    .unionAll(ofClass(3, p.from3))
    .unionAll(ofClass(4))
    .orderBy('uid');
});

/** What spans at most so much and still touches the range begins after this. */
function rangeValues(calendarId: string, { from, to }: { from: number; to: number }): Range {
  const [longest0, longest1, longest2, longest3] = spanClasses;
  const before = (longest: number) => Math.max(from - longest - 1, Number.MIN_SAFE_INTEGER);
  const [from0, from1, from2, from3] = [before(longest0), before(longest1), before(longest2), before(longest3)];
  return { calendarId, from, to, from0, from1, from2, from3 };
}

const everyCopy = template((db, p: { uid: string }, scope) =>
  db
    .selectFrom('calendar_object')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('uid', '=', p.uid)
    .orderBy('calendar_id'),
);

/** Calendars are called `OWNER/NAME`, and `0` is what follows `/`: a range of the index, not all copies of an all-hands meeting. */
const ownCopies = template((db, p: { from: string; before: string; uid: string }, scope) =>
  db
    .selectFrom('calendar_object')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('uid', '=', p.uid)
    .where('calendar_id', '>=', p.from)
    .where('calendar_id', '<', p.before)
    .orderBy('calendar_id'),
);

const ownCalendars = template((db, p: { ownerId: string }, scope) =>
  db
    .selectFrom('calendar')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('owner_id', '=', p.ownerId)
    .orderBy('slug'),
);

const historyOf = template((db, p: { calendarId: string; uid: string }, scope) =>
  db
    .selectFrom('calendar_history')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .where('uid', '=', p.uid)
    .orderBy('at')
    .orderBy('version')
    .orderBy('id'),
);

const ownHistoryOf = template((db, p: { from: string; before: string; uid: string }, scope) =>
  db
    .selectFrom('calendar_history')
    .selectAll()
    .where('organisation_id', '=', scope.organisationId)
    .where('uid', '=', p.uid)
    .where('calendar_id', '>=', p.from)
    .where('calendar_id', '<', p.before)
    .orderBy('at')
    .orderBy('version')
    .orderBy('id'),
);

type Names =
  | 'object'
  | 'objectByName'
  | 'objects'
  | 'objectsByUid'
  | 'ownObjectsByUid'
  | 'calendars'
  | 'history'
  | 'ownHistory';

export function calendarReads({ compiler, rows }: Source): Pick<Reads, Names> {
  return {
    async object(calendarId, uid) {
      return (await rows(compiler.statement(oneObject, { calendarId, uid }))).map(objectFrom)[0];
    },
    async objectByName(calendarId, name) {
      return (await rows(compiler.statement(oneObjectByName, { calendarId, name }))).map(objectFrom)[0];
    },
    async objects(calendarId, range) {
      const query =
        range === undefined
          ? compiler.statement(allObjects, { calendarId })
          : compiler.statement(objectsInRange, rangeValues(calendarId, range));
      return (await rows(query)).map(objectFrom);
    },
    async objectsByUid(uid) {
      return (await rows(compiler.statement(everyCopy, { uid }))).map(objectFrom);
    },
    async ownObjectsByUid(ownerId, uid) {
      const query = compiler.statement(ownCopies, { from: `${ownerId}/`, before: `${ownerId}0`, uid });
      return (await rows(query)).map(objectFrom);
    },
    async calendars(ownerId) {
      return (await rows(compiler.statement(ownCalendars, { ownerId }))).map(calendarFrom);
    },
    async history(calendarId, uid) {
      return (await rows(compiler.statement(historyOf, { calendarId, uid }))).map(historyFrom);
    },
    async ownHistory(ownerId, uid) {
      const query = compiler.statement(ownHistoryOf, { from: `${ownerId}/`, before: `${ownerId}0`, uid });
      return (await rows(query)).map(historyFrom);
    },
  };
}

export function objectFrom(row: Selectable<Tables['calendar_object']>): CalendarObject {
  return Object.assign(entryFrom(row), { ics: row.ics });
}

export function entryFrom(row: Omit<Selectable<Tables['calendar_object']>, 'ics'>): ObjectEntry {
  return {
    calendarId: row.calendar_id,
    uid: row.uid,
    name: row.name,
    version: row.version,
    change: row.change,
    role: row.role as CalendarObject['role'],
    ...(row.invited_as === null ? {} : { invitedAs: row.invited_as }),
    spanStart: row.span_start,
    spanEnd: row.span_end,
    ...(row.extent === null ? {} : { extent: row.extent as Extent }),
    updatedAt: row.updated_at,
    ...(row.component === 'VTODO' && { component: 'VTODO' }),
  };
}

function calendarFrom(row: Selectable<Tables['calendar']>): Calendar {
  const { id, owner_id: ownerId, slug, name, change, forgotten } = row;
  const components = row.components === '' ? undefined : (row.components.split(' ') as CalendarComponent[]);
  return { id, ownerId, slug, name, change, ...(forgotten > 0 && { forgotten }), ...(components && { components }) };
}

function historyFrom(row: Selectable<Tables['calendar_history']>): HistoryEntry {
  return {
    id: row.id,
    calendarId: row.calendar_id,
    uid: row.uid,
    version: row.version,
    at: row.at,
    what: row.what,
    cause: row.cause,
    before: row.ics_before,
    after: row.ics_after,
  };
}
