/**
 * The organizer's side of iTIP: what a person does with her own event, as the object to
 * store and the messages it causes. DTSTAMP always moves on, SEQUENCE only when the time
 * changes (rfc5546#2.1.4), and only those hear of it whom it concerns.
 */
import { addressOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, property, without, withProperty, withText } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { hasInstance, recurrenceIdOf } from '../recurrence/instance.ts';
import { dtstampOf, sequenceOf, versionOf } from '../scheduling/version.ts';
import type { OutgoingScheduling } from '../types.ts';
import { zoneBook } from '../zones/book.ts';
import { cleanText, type DraftProblem, draftProblem, type EventText } from './draft.ts';
import { type Organizer, removedAddresses, withInvited } from './invited.ts';
import { cancelMessage, requestMessage } from './organizerMessages.ts';
import { assemble, attendeesOf, calendarOf, openSeries, partsOf, type Series, type Stored, store } from './series.ts';
import { withTimes } from './times.ts';
import { timingOf } from './timing.ts';

export interface Organized extends Stored {
  readonly kind: 'organized';
  readonly messages: readonly OutgoingScheduling[];
}

/** A new event; a REQUEST to all attendees, if there are any. */
export function createEvent(
  draft: EventText & { readonly uid: string; readonly organizer: Organizer; readonly now: number },
): Organized | DraftProblem {
  const blank: JComponent = [
    'vevent',
    [
      ['uid', {}, 'text', draft.uid],
      ['dtstamp', {}, 'date-time', stamp(draft.now)],
      ['created', {}, 'date-time', stamp(draft.now)],
      ['sequence', {}, 'integer', 0],
      ['status', {}, 'text', 'CONFIRMED'],
      ['transp', {}, 'text', 'OPAQUE'],
    ],
    [],
  ];
  const timed = withTimes(blank, calendarOf([], blank), draft);
  if ('kind' in timed) return timed;
  const invited = withInvited(withWords(timed.event, draft), draft.attendees, draft.organizer);
  if (invited.kind === 'problem') return invited;
  const { event } = invited;
  const whole = calendarOf([event], ['vcalendar', [], timed.zones]);
  const to = attendeesOf(event).map(addressOf);
  return { kind: 'organized', ...store(whole), messages: to.length > 0 ? [requestMessage(whole, to)] : [] };
}

/** A change to the whole event or series; fields that are absent stay as they are. */
export function changeEvent(change: {
  readonly stored: string;
  readonly draft: Partial<EventText>;
  readonly organizer: Organizer;
  readonly now: number;
}): Organized | DraftProblem {
  const before = openSeries(parseStored(change.stored));
  const { master } = before;
  if (!master) return draftProblem('no-series', 'only single instances of this series are known');
  if (versionOf(master).cancelled) return draftProblem('cancelled', 'it was cancelled');
  const timed = withTimes(master, before.calendar, change.draft);
  if ('kind' in timed) return timed;
  const worded = withWords(timed.event, change.draft);
  const { attendees } = change.draft;
  const invited = attendees
    ? withInvited(worded, attendees, change.organizer)
    : { kind: 'event' as const, event: worded };
  if (invited.kind === 'problem') return invited;
  const zones = zoneBook(['vcalendar', [], timed.zones]);
  const moved = timingOf(invited.event, zones) !== timingOf(master, before.zones);
  const revised = moved ? rescheduled(invited.event) : invited.event;
  if (JSON.stringify(revised) === JSON.stringify(master)) {
    return { kind: 'organized', ics: change.stored, ...spanOnly(before), messages: [] };
  }
  const dtstamp = nextStamp(before, change.now);
  const event = stamped(revised, dtstamp);
  const overrides = new Map<string, JComponent>();
  for (const [key, override] of before.overrides) {
    const at = recurrenceIdOf(override);
    if (moved && !(at && hasInstance(event, at, zones))) continue;
    const along = attendees ? withInvited(override, attendees, change.organizer) : undefined;
    overrides.set(key, along?.kind === 'event' ? along.event : override);
  }
  const calendar = assemble(partsOf({ master: event, overrides }), [
    ['vcalendar', before.calendar[1], timed.zones],
    before.calendar,
  ]);
  return { kind: 'organized', ...store(calendar), messages: messagesFor(before, master, event, calendar) };
}

/** Called off: the event stays on the organizer's calendar, cancelled; all attendees are told. */
export function cancelEvent(cancelled: {
  readonly stored: string;
  readonly organizer: Organizer;
  readonly now: number;
}): Organized | DraftProblem {
  const before = openSeries(parseStored(cancelled.stored));
  const [first] = partsOf(before);
  if (!first) return draftProblem('no-series', 'there is no event in it');
  if (versionOf(first).cancelled) return draftProblem('cancelled', 'it was cancelled already');
  const dtstamp = nextStamp(before, cancelled.now);
  const sequence = Math.max(...partsOf(before).map(sequenceOf)) + 1;
  const parts = partsOf(before).map((event) => {
    const marked = withText(withText(event, 'status', 'CANCELLED'), 'transp', 'TRANSPARENT');
    return stamped(withProperty(marked, ['sequence', {}, 'integer', sequence]), dtstamp);
  });
  const calendar = assemble(parts, [before.calendar]);
  const to = [...new Set(parts.flatMap((event) => attendeesOf(event).map(addressOf)))];
  const [event] = parts;
  const messages = event && to.length > 0 ? [cancelMessage(event, calendar, to)] : [];
  return { kind: 'organized', ...store(calendar), messages };
}

/** CANCEL to whom it no longer concerns; REQUEST to all when the event itself changed, else only to the new. */
function messagesFor(before: Series, old: JComponent, event: JComponent, calendar: JComponent): OutgoingScheduling[] {
  const removed = removedAddresses(old, event);
  const invited = attendeesOf(event).map(addressOf);
  const known = attendeesOf(old).map(addressOf);
  const added = invited.filter((address) => !known.includes(address));
  const stayed = sameForAttendees(old, event) ? [] : invited.filter((address) => known.includes(address));
  const messages: OutgoingScheduling[] = [];
  if (removed.length > 0) {
    const farewell = withAttendees(event, old, removed);
    messages.push(cancelMessage(farewell, assemble([event], [before.calendar, calendar]), removed));
  }
  if (added.length > 0) messages.push(requestMessage(calendar, added));
  if (stayed.length > 0) messages.push({ ...requestMessage(calendar, stayed), update: true });
  return messages;
}

/** The event as those see it who were taken off: with their lines instead of the others'. */
function withAttendees(event: JComponent, old: JComponent, removed: readonly string[]): JComponent {
  const lines = attendeesOf(old).filter((line) => removed.includes(addressOf(line)));
  const organizer = property(event, 'organizer') ?? property(old, 'organizer');
  const bare = without(event, 'attendee', 'organizer');
  return [bare[0], [...bare[1], ...(organizer ? [organizer] : []), ...lines], bare[2]];
}

function sameForAttendees(one: JComponent, other: JComponent): boolean {
  const seen = (event: JComponent): string =>
    JSON.stringify(
      without(event, 'attendee', 'organizer', 'dtstamp', 'last-modified')[1]
        .map((line) => JSON.stringify(line))
        .sort(),
    );
  return seen(one) === seen(other);
}

/** Everybody is asked anew, under the next SEQUENCE. */
function rescheduled(event: JComponent): JComponent {
  const asked = attendeesOf(event).map((line): JProperty => {
    const [name, { cn, role, cutype }, type, ...values] = line;
    const kept = Object.entries({ cn, role, cutype }).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return [name, { ...Object.fromEntries(kept), partstat: 'NEEDS-ACTION', rsvp: 'TRUE' }, type, ...values];
  });
  const [name, lines, parts] = without(event, 'attendee');
  return withProperty([name, [...lines, ...asked], parts], ['sequence', {}, 'integer', sequenceOf(event) + 1]);
}

function withWords(event: JComponent, draft: Partial<EventText>): JComponent {
  let worded = event;
  for (const name of ['summary', 'description', 'location', 'url'] as const) {
    const value = draft[name];
    if (value === undefined) continue;
    worded =
      value === '' ? without(worded, name) : withText(worded, name, cleanText(value), name === 'url' ? 'uri' : 'text');
  }
  return worded;
}

/** Later than any DTSTAMP said before, though the clock may not have moved a second since. */
function nextStamp(before: Series, now: number): number {
  const latest = Math.max(...partsOf(before).map(dtstampOf));
  return Math.max(Math.floor(now / 1000) * 1000, latest + 1000);
}

function stamped(event: JComponent, dtstamp: number): JComponent {
  const moved = withProperty(event, ['dtstamp', {}, 'date-time', wallText(dtstamp, 'utc')]);
  return withProperty(moved, ['last-modified', {}, 'date-time', wallText(dtstamp, 'utc')]);
}

function stamp(now: number): string {
  return wallText(Math.floor(now / 1000) * 1000, 'utc');
}

function spanOnly(series: Series): { spanStart: number; spanEnd: number | null } {
  const { spanStart, spanEnd } = store(series.calendar);
  return { spanStart, spanEnd };
}
