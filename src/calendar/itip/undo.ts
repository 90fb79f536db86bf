/**
 * Undoing a merge (law L6): one entry of an event's history taken back. The undo is a change
 * like any other, with an entry of its own; only the latest can be undone, because what was
 * decided after it was decided on top of it.
 */
import { type JComponent, withProperty, withText } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { partStatOf } from '../scheduling/read.ts';
import { dtstampOf, sequenceOf } from '../scheduling/version.ts';
import type { OutgoingScheduling } from '../types.ts';
import { roleIn } from './implicit.ts';
import { organizerChange } from './implicitOrganizer.ts';
import { composeReply } from './reply.ts';
import { assemble, openSeries, partsOf, type Series, type Stored, store } from './series.ts';
import { ownLine, type Voice } from './voice.ts';

export interface Undoing {
  /** The entry's text before and after; null where the event was not on the calendar. */
  readonly entry: { readonly before: string | null; readonly after: string | null };
  /** What is stored now, if anything. */
  readonly current?: string;
  readonly voice: Voice;
  /** ms. */
  readonly now: number;
}

export type Undone =
  | {
      readonly kind: 'restored';
      readonly role: 'organizer' | 'attendee' | 'none';
      readonly stored: Stored;
      readonly messages: readonly OutgoingScheduling[];
    }
  | { readonly kind: 'removed'; readonly messages: readonly OutgoingScheduling[] }
  | { readonly kind: 'problem'; readonly code: 'changed-since' | 'nothing-to-undo' };

/**
 * Whom it tells: an organizer's attendees, because they hold what she takes back; an
 * attendee's organizer only where her answer becomes another one than was sent. An answer
 * can't be unsaid: back at NEEDS-ACTION nobody is told.
 */
export function undoChange({ entry, current, voice, now }: Undoing): Undone {
  if ((current ?? null) !== entry.after) return { kind: 'problem', code: 'changed-since' };
  if (entry.before === entry.after) return { kind: 'problem', code: 'nothing-to-undo' };
  const was = entry.before === null ? undefined : openSeries(parseStored(entry.before));
  const is = current === undefined ? undefined : openSeries(parseStored(current));
  const addresses = voice.addresses.map((address) => address.toLowerCase());
  const [any] = [was, is].filter((series) => series !== undefined);
  const role = any ? roleIn(any, addresses) : 'none';
  if (role === 'organizer') {
    // Called off and now on again: later than what the cancellation said.
    const after = was && (is ? was : openSeries(assemble(partsOf(revised(was, was, 2, now)), [was.calendar])));
    const made = organizerChange({ before: is, after, addresses, now, silent: false });
    if (!made.calendar) return { kind: 'removed', messages: made.messages };
    return { kind: 'restored', role, stored: store(made.calendar), messages: made.messages };
  }
  if (!was) return { kind: 'removed', messages: [] };
  // It keeps the latest revision, so that the message that was undone does not come back as news.
  const restored = is ? revised(was, is, 0, 0) : was;
  const stored = store(assemble(partsOf(restored), [was.calendar]));
  const reply = is && changedAnswer(is, restored, voice, now);
  return { kind: 'restored', role, stored, messages: reply ? [reply] : [] };
}

function changedAnswer(is: Series, restored: Series, voice: Voice, now: number): OutgoingScheduling | undefined {
  const answerOf = (part: JComponent | undefined): string => {
    const line = part && ownLine(part, voice);
    return line ? partStatOf(line) : 'NEEDS-ACTION';
  };
  const [first] = partsOf(restored);
  const given = answerOf(first);
  if (!first || given === 'NEEDS-ACTION' || given === answerOf(partsOf(is)[0])) return undefined;
  return composeReply([first], restored.calendar, voice, now);
}

/** The series with at least the revision that each part has in `latest`, and `more` on top. */
function revised(series: Series, latest: Series, more: number, now: number): Series {
  const revise = (part: JComponent, known: JComponent | undefined): JComponent => {
    const sequence = Math.max(sequenceOf(part), known ? sequenceOf(known) : 0) + more;
    const dtstamp = Math.max(dtstampOf(part), known ? dtstampOf(known) : 0, Math.floor(now / 1000) * 1000);
    const numbered = withProperty(part, ['sequence', {}, 'integer', sequence]);
    return withText(numbered, 'dtstamp', wallText(dtstamp, 'utc'), 'date-time');
  };
  const overrides = new Map(
    [...series.overrides].map(([key, part]) => [key, revise(part, latest.overrides.get(key) ?? latest.master)]),
  );
  return { ...series, ...(series.master && { master: revise(series.master, latest.master) }), overrides };
}
