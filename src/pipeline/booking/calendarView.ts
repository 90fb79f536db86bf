import { createHash } from 'node:crypto';
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
  readonly #store: Store;
  readonly #pending = new Map<string, Pending>();

  constructor(store: Store) {
    this.#store = store;
  }

  async object(calendarId: string, uid: string): Promise<CalendarObject | undefined> {
    const pending = this.#pending.get(key(calendarId, uid));
    return pending ? pending.object : this.#store.reads.object(calendarId, uid);
  }

  /** A person's copy of the event, whichever calendar of hers she keeps it on. */
  async ownObject(person: Person, uid: string): Promise<CalendarObject | undefined> {
    const own = this.#asPending(await this.#store.reads.ownObjectsByUid(person.id, uid), uid, `${person.id}/`);
    return own.find(({ calendarId }) => calendarId === calendarIdOf(person)) ?? own[0];
  }

  /** Every calendar's copy of the event. */
  async copies(uid: string): Promise<CalendarObject[]> {
    return this.#asPending(await this.#store.reads.objectsByUid(uid), uid, '');
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

  /** Whether the person took the event off this calendar: then no update brings it back. */
  async wasRemoved(calendarId: string, uid: string): Promise<boolean> {
    const entries = await this.#store.reads.history(calendarId, uid);
    const latest = entries.reduce<HistoryEntry | undefined>(
      (one, other) => (one && (one.at - other.at || one.version - other.version) > 0 ? one : other),
      undefined,
    );
    return latest?.after === null;
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
      what: merge.what,
      cause,
      before: earlier ? earlier.history.before : (before?.ics ?? null),
      after: merge.ics,
    };
    this.#pending.set(id, { object, expect, history });
  }

  writes(): Write[] {
    return [...this.#pending.values()].flatMap(({ object, expect, history }): Write[] => [
      object
        ? { type: 'putObject', object, expect }
        : { type: 'deleteObject', calendarId: history.calendarId, uid: history.uid, expect, at: history.at },
      { type: 'addHistory', entry: history },
    ]);
  }
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
