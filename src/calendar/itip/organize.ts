/**
 * What a person writes about an event of her own, as the object that it becomes. DTSTAMP
 * always moves on, SEQUENCE only when the time changes (rfc5546#2.1.4). Whom it concerns
 * is found by whoever compares it with what was there (implicit.ts).
 */
import { type JComponent, type JProperty, without, withProperty, withText } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { parseStored, printCalendar } from '../icalendar/parse.ts';
import { hasInstance, recurrenceIdOf } from '../recurrence/instance.ts';
import { dtstampOf, sequenceOf, versionOf } from '../scheduling/version.ts';
import { zoneBook } from '../zones/book.ts';
import { cleanText, type DraftProblem, draftProblem, type EventText } from './draft.ts';
import { type Organizer, withInvited } from './invited.ts';
import { assemble, attendeesOf, calendarOf, openSeries, partsOf, type Series } from './series.ts';
import { withTimes } from './times.ts';
import { timingOf } from './timing.ts';

export interface Organized {
  readonly kind: 'organized';
  readonly ics: string;
}

/** A new event. */
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
  return { kind: 'organized', ics: printCalendar(calendarOf([event], ['vcalendar', [], timed.zones])) };
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
    return { kind: 'organized', ics: change.stored };
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
  return { kind: 'organized', ics: printCalendar(calendar) };
}

/** Called off: the event stays on the organizer's calendar, cancelled. */
export function cancelEvent(cancelled: { readonly stored: string; readonly now: number }): Organized | DraftProblem {
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
  return { kind: 'organized', ics: printCalendar(assemble(parts, [before.calendar])) };
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
