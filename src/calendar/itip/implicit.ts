/**
 * Implicit scheduling (rfc6638#3.2): a calendar client stores or removes a whole object,
 * and what has to be said to whom follows from the difference. Pure: the CalDAV door
 * (or any other that takes whole objects) asks, stores what comes back, and sends it.
 */
import { organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, property, scheduled, text } from '../icalendar/jcal.ts';
import { startOf } from '../icalendar/moment.ts';
import { isProblem, parseCalendar, parseStored } from '../icalendar/parse.ts';
import { dtstampOf } from '../scheduling/version.ts';
import { type Extent, spanOf } from '../span.ts';
import type { CalendarProblem, OutgoingScheduling } from '../types.ts';
import { attendeeChange, attendeeRemoval } from './implicitAttendee.ts';
import { delegatedByClient, delegationIn } from './implicitDelegation.ts';
import { organizerChange } from './implicitOrganizer.ts';
import { raised } from './revision.ts';
import { assemble, openSeries, partsOf, type Series, store } from './series.ts';
import { ownLine } from './voice.ts';

export interface ObjectChange {
  /** iCalendar text that is stored now; absent when the object is new. */
  readonly stored?: string;
  /** iCalendar text as the client sent it; absent when it removes the object. */
  readonly next?: string;
  /** Every address of the person whose calendar it is; the first is her main one. */
  readonly addresses: readonly string[];
  /** The address that was invited, where the store knows it. */
  readonly invitedAs?: string;
  /** ms. */
  readonly now: number;
  /** False where the client asks that a removal be told to nobody: `Schedule-Reply: F` (rfc6638#8.1). Attendees only. */
  readonly scheduleReply?: boolean;
  /** What the same UID was before it was removed: who heard of it then must take what comes now for later. */
  readonly former?: string;
  /** Nobody is told, whatever the change. */
  readonly silent?: boolean;
}

export interface ScheduledChange {
  readonly kind: 'scheduled';
  /** The person's part in it. `none`: nothing to schedule; stored as it came. */
  readonly role: 'organizer' | 'attendee' | 'none';
  /** What to store, SCHEDULE-STATUS included; absent for a removal. */
  readonly ics?: string;
  /** False where `ics` is not what the client sent, so that it gets no ETag and reads again (rfc4791#5.3.4). */
  readonly asSent: boolean;
  /** UTC ms, as `spanOf` has it; zeros for a removal. */
  readonly spanStart: number;
  readonly spanEnd: number | null;
  readonly extent?: Extent;
  /** Attendees only: the address in whose name she answers. */
  readonly invitedAs?: string;
  /** To be sent in the same unit of work; REQUEST and CANCEL of an organizer, REPLY of an attendee. */
  readonly messages: readonly OutgoingScheduling[];
}

/** `code` is stable; the CalDAV precondition that each one breaks is beside it. */
export interface ScheduleProblem {
  readonly kind: 'problem';
  readonly code:
    | CalendarProblem['code'] // CALDAV:valid-calendar-data, too-many-components: CALDAV:max-instances
    | 'has-method' // CALDAV:valid-calendar-object-resource (rfc4791#4.1)
    | 'mixed-components' // CALDAV:valid-calendar-object-resource
    | 'uid-changed' // CALDAV:no-uid-conflict
    | 'several-organizers' // CALDAV:same-organizer-in-all-components (rfc6638#3.2.4.2)
    | 'organizer-change-not-allowed' // CALDAV:allowed-organizer-scheduling-object-change (rfc6638#3.2.4.3)
    | 'attendee-change-not-allowed'; // CALDAV:allowed-attendee-scheduling-object-change (rfc6638#3.2.4.4)
  /** Property or component at fault; safe to show. */
  readonly where: string;
}

/**
 * What a client's PUT (`next`) or DELETE (no `next`) of one scheduling object means.
 * Never throws for what a client sent. With neither `stored` nor `next` there is nothing to do.
 * An object that is wholly over by more than a day is stored or removed without a word to
 * anybody: clearing or importing old calendars must not mail people.
 */
export function scheduleChange(change: ObjectChange): ScheduledChange | ScheduleProblem {
  const addresses = change.addresses.map((address) => address.toLowerCase());
  const before = change.stored === undefined ? undefined : openSeries(parseStored(change.stored));
  const after = change.next === undefined ? undefined : readNext(change.next);
  if (after && 'code' in after) return after;
  const was = before && roleIn(before, addresses);
  const is = after && roleIn(after, addresses);
  if (before && after) {
    const refused = partsChanged(before, after) ?? rolesChanged(was, is);
    if (refused) return refused;
  }
  const role = was !== undefined && was !== 'none' ? was : (is ?? 'none');
  const over = (before === undefined || after === undefined) && isOver(after ?? before, change.now);
  const silent = over || change.silent === true;
  const former = before || change.former === undefined ? undefined : openSeries(parseStored(change.former));
  const invitedAs = role === 'attendee' ? invitedAddress(before ?? after, change.invitedAs, addresses) : undefined;
  switch (role) {
    case 'none':
      // Nobody's meeting is stored as it came.
      if (after && change.next !== undefined) {
        const span = spanOf(after.calendar);
        return { kind: 'scheduled', role, messages: [], ics: change.next, ...span, asSent: true };
      }
      return outcome(change, { role, messages: [] }, undefined);
    case 'organizer': {
      // What was called off said the next SEQUENCE, so that it takes one more to be on again.
      const next = after && former ? reopened(after, former, change.now) : after;
      const made = organizerChange({ before, after: next, addresses, now: change.now, silent });
      return outcome(change, { role: is ?? role, messages: made.messages }, made.calendar);
    }
    case 'attendee': {
      const voice = { address: invitedAs ?? '', addresses };
      const told = { role, invitedAs: voice.address };
      if (!after) {
        const asked = silent || change.scheduleReply === false;
        const messages = asked || !before ? [] : attendeeRemoval(before, voice, change.now);
        return outcome(change, { ...told, messages }, undefined);
      }
      const delegated = before && delegationIn(before, after, voice);
      if (before && delegated) {
        const passed = delegatedByClient({ before, delegated, voice, now: change.now, silent });
        return passed.kind === 'problem'
          ? passed
          : outcome(change, { ...told, messages: passed.messages }, passed.calendar);
      }
      const made = attendeeChange({ before, after, former, voice, now: change.now, silent });
      if (made.kind === 'problem') return made;
      return outcome(change, { ...told, messages: made.messages }, made.calendar);
    }
  }
}

function outcome(
  { next }: ObjectChange,
  told: Pick<ScheduledChange, 'role' | 'messages' | 'invitedAs'>,
  calendar: JComponent | undefined,
): ScheduledChange {
  if (calendar === undefined) return { kind: 'scheduled', ...told, asSent: true, spanStart: 0, spanEnd: 0 };
  // What was not touched is stored as the very octets that the client sent.
  const sent = next === undefined ? undefined : parseCalendar(next);
  const asSent = sent !== undefined && JSON.stringify(sent) === JSON.stringify(calendar);
  const stored = store(calendar);
  return { kind: 'scheduled', ...told, ...stored, ...(asSent && next !== undefined && { ics: next }), asSent };
}

function readNext(next: string): Series | ScheduleProblem {
  const calendar = parseCalendar(next);
  if (isProblem(calendar)) return calendar;
  if (property(calendar, 'method')) return problem('has-method', 'METHOD');
  const all = scheduled(calendar);
  const [first] = all;
  if (!first) return problem('unreadable', 'no VEVENT or VTODO');
  const uid = text(first, 'uid');
  if (uid.trim() === '') return problem('no-uid', 'UID');
  for (const part of all) {
    if (text(part, 'uid') !== uid) return problem('several-uids', 'UID');
    if (part[0] !== first[0]) return problem('mixed-components', part[0].toUpperCase());
    if (part[0] === 'vevent' && !startOf(part)) return problem('no-start', 'DTSTART');
    if (organizerOf(part) !== organizerOf(first)) return problem('several-organizers', 'ORGANIZER');
  }
  return openSeries(calendar);
}

function partsChanged(before: Series, after: Series): ScheduleProblem | undefined {
  const [old] = partsOf(before);
  const [now] = partsOf(after);
  if (old && now && text(old, 'uid') !== text(now, 'uid')) return problem('uid-changed', 'UID');
  if (old && now && old[0] !== now[0]) return problem('mixed-components', now[0].toUpperCase());
  return undefined;
}

/** Nobody makes another person's meeting her own, or hands hers to somebody else, by rewriting it. */
function rolesChanged(was: Role | undefined, is: Role | undefined): ScheduleProblem | undefined {
  if (was === 'attendee' && is !== 'attendee') return problem('attendee-change-not-allowed', 'ORGANIZER or ATTENDEE');
  if (was === 'organizer' && is === 'attendee') return problem('organizer-change-not-allowed', 'ORGANIZER');
  return undefined;
}

type Role = ScheduledChange['role'];

/** The person's part in an object; without ORGANIZER, or without anybody invited, it is nobody's meeting (rfc6638#3.1). */
export function roleIn(series: Series, addresses: readonly string[]): Role {
  const parts = partsOf(series);
  const organizer = parts[0] && organizerOf(parts[0]);
  if (organizer === undefined) return 'none';
  if (addresses.includes(organizer)) {
    return parts.some((part) => part[1].some(([name]) => name === 'attendee')) ? 'organizer' : 'none';
  }
  return parts.some((part) => ownLine(part, { address: '', addresses })) ? 'attendee' : 'none';
}

function invitedAddress(series: Series | undefined, known: string | undefined, addresses: readonly string[]): string {
  if (known !== undefined) return known.toLowerCase();
  for (const part of series ? partsOf(series) : []) {
    const line = ownLine(part, { address: '', addresses });
    if (line)
      return String(line[3])
        .replace(/^mailto:/i, '')
        .toLowerCase();
  }
  return addresses[0] ?? '';
}

/** Under a revision later than what the removal said of it. */
function reopened(after: Series, former: Series, now: number): Series {
  const stamp = Math.max(now, ...partsOf(former).map((part) => dtstampOf(part) + 2000));
  return openSeries(assemble(partsOf(raised(after, former, 2, stamp)), [after.calendar]));
}

const DAY_PAST = 86_400_000;

function isOver(series: Series | undefined, now: number): boolean {
  if (!series) return false;
  const { spanEnd } = spanOf(series.calendar);
  return spanEnd !== null && spanEnd > 0 && spanEnd < now - DAY_PAST;
}

function problem(code: ScheduleProblem['code'], where: string): ScheduleProblem {
  return { kind: 'problem', code, where };
}
