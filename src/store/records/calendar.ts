/** What is kept of calendars: objects, their history, what waits for a decision, what lies in scheduling inboxes. */
import type { Extent } from '../../calendar/span.ts';
import type { CalendarForm, Header, Tier } from '../../mail/message.ts';

export interface Calendar {
  readonly id: string;
  readonly ownerId: string;
  /** Last path segment under /dav/calendars/ADDRESS/; the default one is 'calendar'. */
  readonly slug: string;
  readonly name: string;
  /** Counts every change to an object of it; assigned by the store. */
  readonly change: number;
  /** Deletions up to this change are forgotten: who knows less reads the calendar anew. Absent: none. */
  readonly forgotten?: number;
  /** What it takes; absent: all. */
  readonly components?: readonly CalendarComponent[];
}

/** What an object of a calendar consists of (rfc4791#4.1). */
export type CalendarComponent = 'VEVENT' | 'VTODO';

/** Something a client keeps with a collection (rfc4918#15, rfc4791#5.2): a dead property, or one we look at. */
export interface CollectionProperty {
  readonly ownerId: string;
  /** Slug of a calendar, or another collection of the person's, such as `inbox`. */
  readonly collection: string;
  /** Expanded name, `{namespace}local`. */
  readonly name: string;
  /** The element as XML that stands for itself. */
  readonly value: string | undefined;
}

/** An object without its text. */
export type ObjectEntry = Omit<CalendarObject, 'ics'>;

export type CalendarChange =
  | { readonly kind: 'there'; readonly change: number; readonly name: string; readonly entry: ObjectEntry }
  | { readonly kind: 'gone'; readonly change: number; readonly name: string };

/** One scheduling object resource (rfc4791#4.1): all components of one UID. */
export interface CalendarObject {
  readonly calendarId: string;
  readonly uid: string;
  /** Last path segment, unique in the calendar, e.g. `UID.ics`. */
  readonly name: string;
  /** The whole VCALENDAR, without METHOD. */
  readonly ics: string;
  /** 1 for a new object, then one more for each change. */
  readonly version: number;
  /** The calendar's change number when it was written; assigned by the store, 0 when handed in. */
  readonly change: number;
  readonly role: 'organizer' | 'attendee' | 'none';
  /** Address that was invited: the voice in which answers are given. */
  readonly invitedAs?: string;
  /** UTC span over all instances; `spanEnd` null when it never ends. */
  readonly spanStart: number;
  readonly spanEnd: number | null;
  /** How far the span alone says when it takes place; absent: not at all. */
  readonly extent?: Extent;
  readonly updatedAt: number;
  /** Told of what is no event; the store finds it in the text. */
  readonly component?: 'VTODO';
}

export interface HistoryEntry {
  readonly id: string;
  readonly calendarId: string;
  readonly uid: string;
  readonly version: number;
  readonly at: number;
  /** Stable code of what was done, e.g. 'filed', 'updated', 'cancelled', 'answered'. */
  readonly what: string;
  /** Trace id of the message, or who did it. */
  readonly cause: string;
  /** ics before; null when it did not exist. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface HeldInvitation {
  readonly id: string;
  readonly personId: string;
  readonly state: 'waiting' | 'filed' | 'dropped';
  readonly at: number;
  readonly tier: Tier;
  /** Stable code: 'tier', 'unreadable', 'not-organizer'. */
  readonly why: string;
  readonly from: string;
  readonly summary: string;
  readonly recipient: string;
  readonly messageId: string;
  readonly headers: readonly Header[];
  readonly forms: readonly CalendarForm[];
}

/** A scheduling message as it came or was sent between people here, for calendar programs (rfc6638#4.1). */
export interface InboxMessage {
  readonly personId: string;
  /** Last path segment. */
  readonly name: string;
  readonly at: number;
  /** With METHOD. */
  readonly ics: string;
}
