/** What a calendar client does with collections (rfc4791#5.3.1, rfc4918#9.2): it makes, describes and removes them. */
import type { Calendar, CalendarComponent, CollectionProperty, TraceRecord, Write } from '../../store/contract.ts';
import { calendarIdOf } from '../booking/calendarView.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import { beginDecision, isProblem, refused } from './decision.ts';
import { changeObject } from './objectChange.ts';
import { type ChangeProblem, problem } from './problem.ts';

/** Calendars a person may have. */
const mostCalendars = 100;
/** Properties a client may keep with one collection, and characters of all of them. */
const mostProperties = 100;
const mostPropertyCharacters = 64 * 1024;

export interface Described {
  readonly personId: string;
  /** Slug of a calendar, or `inbox`. */
  readonly collection: string;
  /** New display name. */
  readonly name?: string;
  /** What a new calendar takes; all without it. */
  readonly components?: readonly CalendarComponent[];
  /** Expanded names and elements as XML; undefined takes one away. */
  readonly properties: ReadonlyMap<string, string | undefined>;
}

export interface ClientCalendars {
  make(request: Described): Promise<'made' | 'taken' | 'too-many'>;
  describe(request: Described): Promise<'described' | 'absent' | 'too-large'>;
  /** With all that is on it: meetings are called off, invitations declined unless `scheduleReply` is false. */
  remove(request: CalendarRemoval): Promise<ChangeProblem | { readonly kind: 'removed' }>;
}

interface CalendarRemoval {
  readonly personId: string;
  readonly calendarId: string;
  readonly scheduleReply: boolean;
}

export function createClientCalendars(context: HubContext): ClientCalendars {
  const { reads } = context.store;
  return {
    make(request) {
      return decideAndCommit(context, async () => {
        const kept = await reads.calendars(request.personId);
        if (kept.some(({ slug }) => slug === request.collection)) return { writes: [], result: 'taken' as const };
        if (kept.length >= mostCalendars) return { writes: [], result: 'too-many' as const };
        // Its id is new even where an earlier one had this slug: what clients knew of that one means nothing here.
        const id = `${request.personId}/${context.random.uuid()}`;
        const { personId: ownerId, collection: slug, name = slug, components } = request;
        const calendar: Calendar = { id, ownerId, slug, name, change: 0, ...(components && { components }) };
        return { writes: [{ type: 'putCalendar', calendar }, ...propertyWrites(request)], result: 'made' as const };
      });
    },

    describe(request) {
      return decideAndCommit(context, async () => {
        const writes: Write[] = propertyWrites(request);
        if (request.name !== undefined) {
          const calendar = await calendarToName(context, request.personId, request.collection);
          if (calendar === undefined) return { writes: [], result: 'absent' as const };
          writes.push({ type: 'putCalendar', calendar: { ...calendar, name: request.name } });
        }
        if (!fits(await reads.properties(request.personId), request)) {
          return { writes: [], result: 'too-large' as const };
        }
        return { writes, result: 'described' as const };
      });
    },

    remove({ personId, calendarId, scheduleReply }) {
      return decideAndCommit(context, async (): Promise<Decided<ChangeProblem | { readonly kind: 'removed' }>> => {
        const decision = beginDecision(context, personId);
        if (isProblem(decision)) return refused(decision);
        const calendar = (await reads.calendars(personId)).find(({ id }) => id === calendarId);
        // Invitations are filed on the default one, which stays.
        const stays = calendarId === calendarIdOf(decision.owner);
        if (calendar === undefined || stays) return refused(problem('no-such-calendar', 'no such calendar'));
        const sent: Write[] = [];
        const records: TraceRecord[] = [];
        for (const stored of await reads.objects(calendarId)) {
          const gone = { calendarId, uid: stored.uid, stored, next: undefined, scheduleReply };
          const made = await changeObject(decision, { ...gone, unreachable: 'mark' });
          if (made.kind === 'problem') return refused(made);
          sent.push(...made.sent.writes);
          records.push(...made.sent.records);
        }
        // Its objects go with it; that they went stays in their history.
        const others = decision.view
          .writes()
          .filter((write) => write.type !== 'deleteObject' || write.calendarId !== calendarId);
        const writes: Write[] = [...others, ...sent, { type: 'deleteCalendar', calendar }];
        return { writes, records, result: { kind: 'removed' } };
      });
    },
  };
}

/** The default calendar may be named before anything was filed on it. */
async function calendarToName(context: HubContext, personId: string, slug: string): Promise<Calendar | undefined> {
  const kept = (await context.store.reads.calendars(personId)).find((one) => one.slug === slug);
  if (kept || slug !== 'calendar') return kept;
  return { id: `${personId}/${slug}`, ownerId: personId, slug, name: slug, change: 0 };
}

function propertyWrites({ personId, collection, properties }: Described): Write[] {
  return [...properties].map(([name, value]): Write => {
    return { type: 'putProperty', property: { ownerId: personId, collection, name, value } };
  });
}

function fits(kept: readonly CollectionProperty[], { collection, properties }: Described): boolean {
  const after = new Map<string, string | undefined>();
  for (const property of kept) if (property.collection === collection) after.set(property.name, property.value);
  for (const [name, value] of properties) after.set(name, value);
  const there = [...after].filter(([, value]) => value !== undefined);
  const characters = there.reduce((sum, [name, value = '']) => sum + name.length + value.length, 0);
  return there.length <= mostProperties && characters <= mostPropertyCharacters;
}
