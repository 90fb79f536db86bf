import { z } from 'zod';
import type { GraphRecord, Write } from '../../../store/contract.ts';
import type { Told } from '../event/instance.ts';
import { tellEvent } from '../event/tell.ts';
import { badRequest, GraphFailure } from '../frame/failure.ts';
import { contextOf, linkWith, queryOf } from '../frame/query.ts';
import { rangeOf } from '../frame/range.ts';
import { eventIdText } from '../ids.ts';
import { calendarOf, nameOf, viewOf } from '../objects.ts';
import { type Asked, forOwner, type GraphParts, parameterOf, type Routes } from '../parts.ts';

/** How long a position is kept after it was last asked for; later it is 410 and the client reads anew. */
const kept = 30 * 86_400_000;
const usualPage = 50;
/** Positions of one person; the oldest make room. */
const mostPositions = 50;

/** What a client knows: the window, and the version of each instance that it was told. */
const position = z.object({
  ...{ calendar: z.string(), from: z.number(), to: z.number() },
  known: z.record(z.string(), z.string()),
  /** What it is still to be told in this round: ids that changed (with their version) or went ('' ). */
  pending: z.array(z.tuple([z.string(), z.string()])),
});
type Position = z.infer<typeof position>;

/**
 * calendarView/delta: first all instances of a window, then what changed since. A link is a
 * position that is kept here. What is told is the difference between what the client knows and
 * what is, so nothing has to be remembered of what happened in between.
 */
export const deltaRoutes: Routes = (scope, parts) => {
  for (const path of ['', '/calendar', '/calendars/:calendar']) {
    forOwner(scope, parts, 'GET', `${path}/calendarView/delta`, async (asked) => {
      const query = queryOf(asked.request);
      for (const option of ['$select', '$filter', '$orderby', '$search', '$expand', '$top'] as const) {
        if (query[option] !== undefined)
          throw badRequest(`${option} is not supported with delta`, 'ErrorInvalidUrlQuery');
      }
      const token = query.$skiptoken ?? query.$deltatoken;
      if (token === undefined) return begin(parts, asked);
      const state = await positionOf(parts, asked, token);
      return round(parts, asked, state, query.$skiptoken !== undefined);
    });
  }
};

async function begin(parts: GraphParts, asked: Asked) {
  const { from, to } = rangeOf(asked.request);
  const calendar = await calendarOf(parts.hub.store, asked.person, parameterOf(asked.request, 'calendar'));
  return round(parts, asked, { calendar: nameOf(calendar), from, to, known: {}, pending: [] }, false);
}

/** One page. `going`: a round that has begun is gone on with; else the difference is taken anew. */
async function round(parts: GraphParts, asked: Asked, state: Position, going: boolean) {
  const { request, preferences, person, telling } = asked;
  const { store } = parts.hub;
  const { from, to } = state;
  const id = `${person.id}/${state.calendar}`;
  const calendar = { id, ownerId: person.id, slug: state.calendar, name: '', change: 0 };
  const view = new Map((await viewOf(store, person, [calendar], { from, to })).map((told) => [idOf(told), told]));
  const pending = going ? state.pending : difference(state.known, view);
  const size = preferences.maxPageSize ?? usualPage;
  const known = { ...state.known };
  const value: object[] = [];
  for (const [eventId] of pending.slice(0, size)) {
    const told = view.get(eventId);
    if (told) {
      value.push(tellEvent(told, telling));
      known[eventId] = versionOf(told);
    } else if (known[eventId] !== undefined) {
      value.push({ '@odata.type': '#microsoft.graph.event', id: eventId, '@removed': { reason: 'deleted' } });
      delete known[eventId];
    }
  }
  const rest = pending.slice(size);
  const token = await keep(parts, person.id, { ...state, known, pending: rest });
  const link = linkWith(request, rest.length > 0 ? { $skiptoken: token } : { $deltatoken: token });
  return {
    '@odata.context': contextOf(request),
    ...(rest.length > 0 ? { '@odata.nextLink': link } : { '@odata.deltaLink': link }),
    value,
  };
}

function difference(known: Position['known'], view: ReadonlyMap<string, Told>): Position['pending'] {
  const changed = [...view].flatMap(([id, told]): Position['pending'] => {
    const version = versionOf(told);
    return known[id] === version ? [] : [[id, version]];
  });
  const gone = Object.keys(known).flatMap((id): Position['pending'] => (view.has(id) ? [] : [[id, '']]));
  return [...changed, ...gone];
}

function idOf({ object, key }: Told): string {
  const calendar = nameOf({ id: object.calendarId });
  return eventIdText({ calendar, name: object.name, ...(key !== undefined && { instance: key }) });
}

/** An object that was removed and made again counts from 1 once more; when it was written tells them apart. */
function versionOf({ object }: Told): string {
  return `${object.version}.${object.updatedAt}`;
}

async function keep({ hub, random, clock }: GraphParts, personId: string, body: Position): Promise<string> {
  const now = clock.now();
  const id = random.uuid();
  const old = await hub.store.reads.graphRecords('deltaState', personId);
  const gone = old
    .toSorted((one, other) => (other.expiresAt ?? 0) - (one.expiresAt ?? 0))
    .filter(({ expiresAt = 0 }, index) => expiresAt <= now || index >= mostPositions - 1);
  const record: GraphRecord = { kind: 'deltaState', id, personId, version: 1, expiresAt: now + kept, body };
  const writes: Write[] = gone.map((each) => ({ type: 'deleteGraphRecord', kind: 'deltaState', id: each.id }));
  await hub.store.commit([...writes, { type: 'putGraphRecord', record, expect: 0 }]);
  return id;
}

async function positionOf({ hub, clock }: GraphParts, { person }: Asked, token: string): Promise<Position> {
  const record = await hub.store.reads.graphRecord('deltaState', token.slice(0, 100));
  const read = record && position.safeParse(record.body);
  const good = record?.personId === person.id && (record.expiresAt ?? 0) > clock.now() && read?.success;
  if (!good || !read.success) {
    throw new GraphFailure(
      410,
      'syncStateNotFound',
      'The sync state generation is not found; start again without a token.',
    );
  }
  return read.data;
}
