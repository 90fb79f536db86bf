import { type Compiler, type Statement, template } from '../compiler.ts';
import type { Calendar, CollectionProperty } from '../contract.ts';

const removeCalendar = template((db, p: { id: string; change: number }, scope) =>
  db
    .deleteFrom('calendar')
    .where('organisation_id', '=', scope.organisationId)
    .where('id', '=', p.id)
    .where('change', '=', p.change),
);

const removeObjects = template((db, p: { id: string }, scope) =>
  db.deleteFrom('calendar_object').where('organisation_id', '=', scope.organisationId).where('calendar_id', '=', p.id),
);

const removeTombstones = template((db, p: { id: string }, scope) =>
  db
    .deleteFrom('calendar_tombstone')
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.id),
);

const removeProperties = template((db, p: { ownerId: string; collection: string }, scope) =>
  db
    .deleteFrom('collection_property')
    .where('organisation_id', '=', scope.organisationId)
    .where('owner_id', '=', p.ownerId)
    .where('collection', '=', p.collection),
);

/** Changes nothing, and says whether the calendar is there: later writes of the unit would make it anew. */
const holdCalendar = template((db, p: { id: string }, scope) =>
  db
    .updateTable('calendar')
    .set((eb) => ({ change: eb.ref('calendar.change') }))
    .where('organisation_id', '=', scope.organisationId)
    .where('id', '=', p.id),
);

/** A calendar that nobody has written to yet must be there to be held. */
const beginCalendar = template((db, p: { id: string; ownerId: string; slug: string }, scope) =>
  db
    .insertInto('calendar')
    .values({
      organisation_id: scope.organisationId,
      id: p.id,
      owner_id: p.ownerId,
      slug: p.slug,
      name: p.slug,
      change: 0,
      forgotten: 0,
      components: '',
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'id']).doNothing()),
);

/** As `holdCalendar`, at this change only: on PostgreSQL a unit that waited for another's lock looks again. */
const holdAtChange = template((db, p: { id: string; change: number }, scope) =>
  db
    .updateTable('calendar')
    .set((eb) => ({ change: eb.ref('calendar.change') }))
    .where('organisation_id', '=', scope.organisationId)
    .where('id', '=', p.id)
    .where('change', '=', p.change),
);

const upsertProperty = template((db, p: { ownerId: string; collection: string; name: string; value: string }, scope) =>
  db
    .insertInto('collection_property')
    .values({
      organisation_id: scope.organisationId,
      owner_id: p.ownerId,
      collection: p.collection,
      name: p.name,
      value: p.value,
    })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'owner_id', 'collection', 'name']).doUpdateSet({ value: p.value }),
    ),
);

const removeProperty = template((db, p: { ownerId: string; collection: string; name: string }, scope) =>
  db
    .deleteFrom('collection_property')
    .where('organisation_id', '=', scope.organisationId)
    .where('owner_id', '=', p.ownerId)
    .where('collection', '=', p.collection)
    .where('name', '=', p.name),
);

export function deleteCalendar(compiler: Compiler, { id, ownerId, slug, change }: Calendar): Statement[] {
  return [
    compiler.statement(removeCalendar, { id, change }, 1),
    compiler.statement(removeObjects, { id }),
    compiler.statement(removeTombstones, { id }),
    compiler.statement(removeProperties, { ownerId, collection: slug }),
  ];
}

export function requireCalendar(compiler: Compiler, id: string): Statement[] {
  return [compiler.statement(holdCalendar, { id }, 1)];
}

export function requireUnchanged(
  compiler: Compiler,
  { calendarId: id, change }: { readonly calendarId: string; readonly change: number },
): Statement[] {
  const [ownerId = '', slug = ''] = id.split('/', 2);
  const begin = change === 0 ? [compiler.statement(beginCalendar, { id, ownerId, slug })] : [];
  return [...begin, compiler.statement(holdAtChange, { id, change }, 1)];
}

export function putProperty(compiler: Compiler, { value, ...key }: CollectionProperty): Statement[] {
  return [
    value === undefined
      ? compiler.statement(removeProperty, key)
      : compiler.statement(upsertProperty, { ...key, value }),
  ];
}
