import { createHash } from 'node:crypto';
import { laterText } from '../../calendar/scheduling/version.ts';
import type { Merge } from '../../calendar/types.ts';
import type { Person } from '../../directory/types.ts';
import type { CalendarObject, HistoryEntry, Store, Write } from '../../store/contract.ts';

/** A person's default calendar. */
export function calendarIdOf(person: Person): string {
  return `${person.id}/calendar`;
}

/** Who caused a change and when; goes into the history of the event (law L6). */
export interface Cause {
  readonly at: number;
  /** Trace id of a message, or `person:ID`. */
  readonly cause: string;
}

type Put = Extract<Merge, { kind: 'put' }>;

interface Pending {
  /** Undefined: removed. */
  readonly object: CalendarObject | undefined;
  readonly expect: number;
  readonly history: HistoryEntry;
}

/**
 * The calendars as one decision sees them: the store's last commit, and over it what
 * this decision has already changed. Two recipients of one message that meet in the
 * same event therefore make one write, not a conflict with themselves.
 */
export class CalendarView {
  readonly store: Store;
  readonly #pending = new Map<string, Pending>();
  /** Calendars of which more was read than what is written, and their change numbers then. */
  readonly #held = new Map<string, number>();

  constructor(store: Store) {
    this.store = store;
  }

  async object(calendarId: string, uid: string): Promise<CalendarObject | undefined> {
    const pending = this.#pending.get(key(calendarId, uid));
    return pending ? pending.object : this.store.reads.object(calendarId, uid);
  }

  /** A person's copy of the event, whichever calendar of hers she keeps it on. */
  async ownObject(person: Person, uid: string): Promise<CalendarObject | undefined> {
    const own = await this.ownObjects(person, uid);
    return own.find(({ calendarId }) => calendarId === calendarIdOf(person)) ?? own[0];
  }

  /** Every calendar's copy of the event. */
  async copies(uid: string): Promise<CalendarObject[]> {
    return this.#asPending(await this.store.reads.objectsByUid(uid), uid, '');
  }

  /** Stored copies with what this decision has already changed of them, on calendars whose id begins so. */
  #asPending(stored: readonly CalendarObject[], uid: string, prefix: string): CalendarObject[] {
    const copies = new Map(stored.map((object) => [object.calendarId, object]));
    for (const { object, history } of this.#pending.values()) {
      if (history.uid !== uid || !history.calendarId.startsWith(prefix)) continue;
      if (object) copies.set(object.calendarId, object);
      else copies.delete(history.calendarId);
    }
    return [...copies.values()];
  }

  /** A person's copies of the event, on all of her calendars. */
  async ownObjects(person: Person, uid: string): Promise<CalendarObject[]> {
    return this.#asPending(await this.store.reads.ownObjectsByUid(person.id, uid), uid, `${person.id}/`);
  }

  /** Whether the person took the event off her calendars: then no update brings it back. */
  async wasRemoved(person: Person, uid: string): Promise<boolean> {
    return (await this.removedText(person, uid)) !== undefined;
  }

  /** What the event was when the person took it off her calendars; undefined where she did not, or has it again. */
  async removedText(person: Person, uid: string): Promise<string | undefined> {
    const entries = await this.store.reads.ownHistory(person.id, uid);
    const latest = latestOf(entries);
    if (latest?.after !== null) return undefined;
    // Of several that were taken off in one millisecond, the latest revision.
    const removed = entries.flatMap(({ at, before, after }) =>
      at === latest.at && after === null ? [before ?? ''] : [],
    );
    return removed.reduce(laterText) || undefined;
  }

  /**
   * What else a person's calendars hold in [from, to). The decision rests on it, so that the unit
   * is a conflict when anything is written to them meanwhile: of two bookings of one time that are
   * decided at once the second is decided again.
   */
  async neighbours(person: Person, uid: string, range: { from: number; to: number }): Promise<CalendarObject[]> {
    const changes = new Map([[calendarIdOf(person), 0]]);
    for (const { id, change } of await this.store.reads.calendars(person.id)) changes.set(id, change);
    const found: CalendarObject[] = [];
    for (const [id, change] of changes) {
      // Before its objects are read, never after.
      if (!this.#held.has(id)) this.#held.set(id, change);
      found.push(...(await this.store.reads.objects(id, range)));
    }
    const here = new Map(found.map((object) => [key(object.calendarId, object.uid), object]));
    for (const [id, { object, history }] of this.#pending) {
      if (!changes.has(history.calendarId)) continue;
      if (object) here.set(id, object);
      else here.delete(id);
    }
    return [...here.values()].filter((object) => object.uid !== uid);
  }

  /** Takes the event off the calendar, and says so in its history. */
  remove(before: CalendarObject, what: string, { at, cause }: Cause): void {
    const { calendarId, uid, version } = before;
    const history: HistoryEntry = {
      id: `${cause}:${calendarId}:${version + 1}`,
      ...{ calendarId, uid, version: version + 1, at, what, cause, before: before.ics, after: null },
    };
    this.#pending.set(key(calendarId, uid), { object: undefined, expect: version, history });
  }

  put(
    target: { calendarId: string; uid: string; role: CalendarObject['role']; invitedAs?: string; name?: string },
    before: CalendarObject | undefined,
    merge: Pick<Put, 'ics' | 'spanStart' | 'spanEnd' | 'extent'> & { what: string },
    { at, cause }: Cause,
  ): void {
    const id = key(target.calendarId, target.uid);
    const earlier = this.#pending.get(id);
    const expect = earlier?.expect ?? before?.version ?? 0;
    const object: CalendarObject = {
      ...target,
      name: before?.name ?? target.name ?? objectName(target.uid),
      ics: merge.ics,
      version: expect + 1,
      change: 0,
      spanStart: merge.spanStart,
      spanEnd: merge.spanEnd,
      ...(merge.extent && { extent: merge.extent }),
      updatedAt: at,
    };
    const history: HistoryEntry = {
      id: `${cause}:${target.calendarId}:${expect + 1}`,
      calendarId: target.calendarId,
      uid: target.uid,
      version: expect + 1,
      at,
      // What a decision does first to an event is what it is about; answers that come of it go along.
      what: earlier?.history.what ?? merge.what,
      cause,
      before: earlier ? earlier.history.before : (before?.ics ?? null),
      after: merge.ics,
    };
    this.#pending.set(id, { object, expect, history });
  }

  writes(): Write[] {
    const held = [...this.#held]
      .sort()
      .map(([calendarId, change]): Write => ({ type: 'requireUnchanged', calendarId, change }));
    const changed = [...this.#pending.values()].flatMap(({ object, expect, history }): Write[] => [
      object
        ? { type: 'putObject', object, expect }
        : { type: 'deleteObject', calendarId: history.calendarId, uid: history.uid, expect, at: history.at },
      { type: 'addHistory', entry: history },
    ]);
    return [...held, ...changed];
  }
}

/** The last word on an event that is on no calendar any more: of what happened in one millisecond, that it was taken off. */
function latestOf(entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  return entries.reduce<HistoryEntry | undefined>((one, other) => {
    if (!one) return other;
    const order = one.at - other.at || Number(one.after === null) - Number(other.after === null);
    return (order || one.version - other.version) > 0 ? one : other;
  }, undefined);
}

function key(calendarId: string, uid: string): string {
  return `${calendarId}\n${uid}`;
}

/** A path segment for a UID that came from outside: what URLs carry plainly, or its digest. */
function objectName(uid: string): string {
  return /^[A-Za-z0-9_.@-]{1,200}$/.test(uid) && !uid.startsWith('.')
    ? `${uid}.ics`
    : `${createHash('sha256').update(uid).digest('hex')}.ics`;
}
