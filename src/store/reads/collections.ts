import { type Template, template } from '../compiler.ts';
import type { CalendarChange, CalendarObject, Reads } from '../contract.ts';
import type { Tables } from '../schema.ts';
import { entryFrom, objectFrom } from './calendar.ts';
import type { Source } from './rows.ts';

type ObjectRow = Tables['calendar_object'];

/** All columns but the text, which may be long and lies outside the row. */
const entryColumns = [
  ...(['organisation_id', 'calendar_id', 'uid', 'name', 'version', 'change', 'role', 'invited_as'] as const),
  ...(['span_start', 'span_end', 'span_until', 'extent', 'span_class', 'updated_at', 'component'] as const),
] as const;

const allEntries = template((db, p: { calendarId: string }, scope) =>
  db
    .selectFrom('calendar_object')
    .select(entryColumns)
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .orderBy('name'),
);

type Window = { calendarId: string; after: number; upTo: number; limit: number };

const changedEntries = template((db, p: Window, scope) =>
  db
    .selectFrom('calendar_object')
    .select(entryColumns)
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .where('change', '>', p.after)
    .where('change', '<=', p.upTo)
    .orderBy('change')
    .limit(p.limit),
);

const goneNames = template((db, p: Window, scope) =>
  db
    .selectFrom('calendar_tombstone')
    .select(['name', 'change'])
    .where('organisation_id', '=', scope.organisationId)
    .where('calendar_id', '=', p.calendarId)
    .where('change', '>', p.after)
    .where('change', '<=', p.upTo)
    .orderBy('change')
    .limit(p.limit),
);

const propertiesOfOwner = template((db, p: { ownerId: string }, scope) =>
  db
    .selectFrom('collection_property')
    .select(['collection', 'name', 'value'])
    .where('organisation_id', '=', scope.organisationId)
    .where('owner_id', '=', p.ownerId)
    .orderBy('collection')
    .orderBy('name'),
);

const objectsNamed = (count: number): Template<Record<string, string>, ObjectRow> =>
  template((db, p: Record<string, string>, scope) =>
    db
      .selectFrom('calendar_object')
      .selectAll()
      .where('organisation_id', '=', scope.organisationId)
      .where('calendar_id', '=', p.calendarId as string)
      .where(
        'name',
        'in',
        Array.from({ length: count }, (_, index) => p[`name${index}`] as string),
      ),
  );

/** Sizes in which names are asked for, so that few statements serve any number of them. */
const sizes = [1, 8, 64, 512] as const;
const largest = 512;
const bySize = new Map(sizes.map((size) => [size as number, objectsNamed(size)]));

type Names = 'entries' | 'objectsByNames' | 'changes' | 'properties';

export function collectionReads({ compiler, rows }: Source): Pick<Reads, Names> {
  return {
    async entries(calendarId) {
      return (await rows(compiler.statement(allEntries, { calendarId }))).map(entryFrom);
    },
    async objectsByNames(calendarId, names) {
      const found: CalendarObject[] = [];
      const wanted = [...new Set(names)];
      for (let from = 0; from < wanted.length; from += largest) {
        const some = wanted.slice(from, from + largest);
        const size = sizes.find((candidate) => candidate >= some.length) ?? largest;
        const query = bySize.get(size);
        if (query === undefined) throw new Error(`no query for ${size} names`);
        // Places left over repeat the first name: asking twice finds it once.
        const places = Array.from({ length: size }, (_, i) => [`name${i}`, some[i] ?? some[0] ?? '']);
        const values: Record<string, string> = { ...Object.fromEntries(places), calendarId };
        found.push(...(await rows(compiler.statement(query, values))).map(objectFrom));
      }
      return found;
    },
    async changes(calendarId, window) {
      const values = { calendarId, ...window };
      const there = (await rows(compiler.statement(changedEntries, values))).map((row): CalendarChange => {
        const entry = entryFrom(row);
        return { kind: 'there', change: entry.change, name: entry.name, entry };
      });
      const gone = await rows(compiler.statement(goneNames, values));
      return [...there, ...gone.map(({ name, change }): CalendarChange => ({ kind: 'gone', change, name }))]
        .sort((one, other) => one.change - other.change)
        .slice(0, window.limit);
    },
    async properties(ownerId) {
      return (await rows(compiler.statement(propertiesOfOwner, { ownerId }))).map((row) => ({ ownerId, ...row }));
    },
  };
}
