import { type Compiler, type Statement, template } from '../compiler.ts';
import type { Calendar, CalendarObject, HistoryEntry } from '../contract.ts';
import { spanClassOf } from '../spans.ts';

/** Counts the calendar's change, and makes the calendar when it is not there yet: a person's first event needs no step before it. */
const touchCalendar = template((db, p: { id: string; ownerId: string; slug: string }, scope) =>
  db
    .insertInto('calendar')
    .values({
      organisation_id: scope.organisationId,
      id: p.id,
      owner_id: p.ownerId,
      slug: p.slug,
      name: p.slug,
      change: 1,
      forgotten: 0,
      components: '',
    })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'id']).doUpdateSet((eb) => ({ change: eb('calendar.change', '+', 1) })),
    ),
);

type ObjectValues = {
  calendarId: string;
  uid: string;
  name: string;
  ics: string;
  version: number;
  role: string;
  invitedAs: string | null;
  spanStart: number;
  spanEnd: number | null;
  spanUntil: number;
  extent: string | null;
  spanClass: number;
  updatedAt: number;
  component: string;
};

const insertObject = template((db, p: ObjectValues, scope) =>
  db.insertInto('calendar_object').values((eb) => ({
    organisation_id: scope.organisationId,
    calendar_id: p.calendarId,
    uid: p.uid,
    name: p.name,
    ics: p.ics,
    version: p.version,
    change: eb
      .selectFrom('calendar')
      .select('calendar.change')
      .where('calendar.organisation_id', '=', scope.organisationId)
      .where('calendar.id', '=', p.calendarId),
    role: p.role,
    invited_as: p.invitedAs,
    span_start: p.spanStart,
    span_end: p.spanEnd,
    span_until: p.spanUntil,
    extent: p.extent,
    span_class: p.spanClass,
    updated_at: p.updatedAt,
    component: p.component,
  })),
);

const replaceObject = template((db, p: ObjectValues & { expect: number }, scope) =>
  db
    .updateTable('calendar_object')
    .set((eb) => ({
      name: p.name,
      ics: p.ics,
      version: p.version,
      change: eb
        .selectFrom('calendar')
        .select('calendar.change')
        .where('calendar.organisation_id', '=', scope.organisationId)
        .where('calendar.id', '=', p.calendarId),
      role: p.role,
      invited_as: p.invitedAs,
      span_start: p.spanStart,
      span_end: p.spanEnd,
      span_until: p.spanUntil,
      extent: p.extent,
      span_class: p.spanClass,
      updated_at: p.updatedAt,
      component: p.component,
    }))
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .where('uid', '=', p.uid)
    .where('version', '=', p.expect),
);

const removeObject = template((db, p: { calendarId: string; uid: string; expect: number }, scope) =>
  db
    .deleteFrom('calendar_object')
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .where('uid', '=', p.uid)
    .where('version', '=', p.expect),
);

/** Leaves the name that goes, under the change that takes it away (rfc6578#3.5.2). */
const bury = template((db, p: { calendarId: string; uid: string; expect: number; at: number }, scope) =>
  db
    .insertInto('calendar_tombstone')
    .columns(['organisation_id', 'calendar_id', 'change', 'name', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('calendar_object as object')
        .innerJoin('calendar', (join) =>
          join
            .onRef('calendar.organisation_id', '=', 'object.organisation_id')
            .onRef('calendar.id', '=', 'object.calendar_id'),
        )
        .select((inner) => [
          'object.organisation_id',
          'object.calendar_id',
          'calendar.change',
          'object.name',
          inner.cast<number>(inner.val(p.at), 'bigint').as('at'),
        ])
        .where('object.organisation_id', '=', scope.organisationId)
        .where('object.calendar_id', '=', p.calendarId)
        .where('object.uid', '=', p.uid)
        .where('object.version', '=', p.expect),
    ),
);

type CalendarValues = { id: string; ownerId: string; slug: string; name: string; components: string };

/** What it takes is said when it is made, and stays. */
const upsertCalendar = template((db, p: CalendarValues, scope) =>
  db
    .insertInto('calendar')
    .values({
      organisation_id: scope.organisationId,
      id: p.id,
      owner_id: p.ownerId,
      slug: p.slug,
      name: p.name,
      change: 0,
      forgotten: 0,
      components: p.components,
    })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'id']).doUpdateSet({ owner_id: p.ownerId, slug: p.slug, name: p.name }),
    ),
);

const insertHistory = template(
  (
    db,
    p: {
      calendarId: string;
      uid: string;
      id: string;
      version: number;
      at: number;
      what: string;
      cause: string;
      before: string | null;
      after: string | null;
    },
    scope,
  ) =>
    db.insertInto('calendar_history').values({
      organisation_id: scope.organisationId,
      calendar_id: p.calendarId,
      uid: p.uid,
      id: p.id,
      version: p.version,
      at: p.at,
      what: p.what,
      cause: p.cause,
      ics_before: p.before,
      ics_after: p.after,
    }),
);

/** Never: later than any date JavaScript knows (ECMA-262, time values and time range). */
const never = 8_640_000_000_000_001;

export function putObject(compiler: Compiler, object: CalendarObject, expect: number): Statement[] {
  // An event without duration takes up its instant: rfc4791#9.9 finds it from that instant on.
  const spanUntil = object.spanEnd === null ? never : Math.max(object.spanEnd, object.spanStart + 1);
  const values = {
    calendarId: object.calendarId,
    uid: object.uid,
    name: object.name,
    ics: object.ics,
    version: expect + 1,
    role: object.role,
    invitedAs: object.invitedAs ?? null,
    spanStart: object.spanStart,
    spanEnd: object.spanEnd,
    spanUntil,
    extent: object.extent ?? null,
    spanClass: spanClassOf(object.spanStart, spanUntil),
    updatedAt: object.updatedAt,
    component: /^BEGIN:VTODO/m.test(object.ics) ? 'VTODO' : 'VEVENT',
  };
  return [
    touch(compiler, object.calendarId),
    expect === 0
      ? compiler.statement(insertObject, values)
      : compiler.statement(replaceObject, { ...values, expect }, 1),
  ];
}

export function deleteObject(
  compiler: Compiler,
  { calendarId, uid, expect, at }: { calendarId: string; uid: string; expect: number; at: number },
): Statement[] {
  return [
    touch(compiler, calendarId),
    compiler.statement(bury, { calendarId, uid, expect, at }, 1),
    compiler.statement(removeObject, { calendarId, uid, expect }, 1),
  ];
}

export function putCalendar(compiler: Compiler, calendar: Calendar): Statement[] {
  const { id, ownerId, slug, name, components = [] } = calendar;
  return [compiler.statement(upsertCalendar, { id, ownerId, slug, name, components: components.join(' ') })];
}

export function addHistory(compiler: Compiler, entry: HistoryEntry): Statement[] {
  return [compiler.statement(insertHistory, { ...entry })];
}

/** A calendar's id is `owner/slug`; a person's default one is `PERSON/calendar`. */
function touch(compiler: Compiler, calendarId: string): Statement {
  const slash = calendarId.indexOf('/');
  const ownerId = slash < 0 ? calendarId : calendarId.slice(0, slash);
  const slug = slash < 0 ? 'calendar' : calendarId.slice(slash + 1);
  return compiler.statement(touchCalendar, { id: calendarId, ownerId, slug });
}
