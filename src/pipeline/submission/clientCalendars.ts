/** What a calendar client does with collections (rfc4791#5.3.1, rfc4918#9.2): it makes, describes and removes them. */
import type { Calendar, CollectionProperty, Write } from '../../store/contract.ts';
import { type Decided, decideAndCommit, type HubContext } from '../context.ts';
import { beginDecision, refuse, say } from './clientDecision.ts';
import type { ClientProblem } from './clientObjects.ts';
import { causedByRemoval } from './clientRemove.ts';

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
  /** Expanded names and elements as XML; undefined takes one away. */
  readonly properties: ReadonlyMap<string, string | undefined>;
}

export interface ClientCalendars {
  make(request: Described): Promise<'made' | 'taken' | 'too-many'>;
  describe(request: Described): Promise<'described' | 'absent' | 'too-large'>;
  remove(request: {
    readonly personId: string;
    readonly slug: string;
    readonly scheduleReply: boolean;
  }): Promise<ClientProblem | { readonly kind: 'removed' }>;
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
        const { personId: ownerId, collection: slug, name = slug } = request;
        const calendar: Calendar = { id, ownerId, slug, name, change: 0 };
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

    remove({ personId, slug, scheduleReply }) {
      return decideAndCommit(context, async (): Promise<Decided<ClientProblem | { readonly kind: 'removed' }>> => {
        const decision = beginDecision(context, personId);
        const calendar = (await reads.calendars(personId)).find((one) => one.slug === slug);
        if (decision === undefined || calendar === undefined) return refuse('no-such-object', slug);
        const messages = [];
        for (const stored of await reads.objects(calendar.id)) {
          const caused = causedByRemoval(decision, stored, scheduleReply);
          if ('kind' in caused) return refuse(caused.code, caused.where);
          messages.push(...caused);
        }
        const sent = await say(decision, messages);
        const writes: Write[] = [...decision.view.writes(), ...sent.writes, { type: 'deleteCalendar', calendar }];
        return { writes, records: sent.records, result: { kind: 'removed' } };
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
