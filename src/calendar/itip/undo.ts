/**
 * Undoing a merge (law L6): one entry of an event's history taken back. The undo is a change
 * like any other, with an entry of its own; only the latest can be undone, because what was
 * decided after it was decided on top of it.
 */
import type { JComponent } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { partStatOf } from '../scheduling/read.ts';
import { sequenceOf } from '../scheduling/version.ts';
import type { OutgoingScheduling, PartStat } from '../types.ts';
import { roleIn } from './implicit.ts';
import { organizerChange } from './implicitOrganizer.ts';
import { lastReply } from './organizer.ts';
import { REPLY_DTSTAMP, REPLY_SEQUENCE } from './ownMarks.ts';
import { composeReply } from './reply.ts';
import { raised } from './revision.ts';
import { assemble, openSeries, partsOf, type Series, type Stored, store } from './series.ts';
import { ownLine, type Voice, withOwnPartStat } from './voice.ts';

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
  | UndoProblem;

export interface UndoProblem {
  readonly kind: 'problem';
  readonly code: 'changed-since' | 'nothing-to-undo';
  readonly where: string;
}

const changedSince: UndoProblem = {
  kind: 'problem',
  code: 'changed-since',
  where: 'only the latest change of an event can be undone, and only once',
};

/**
 * Whom it tells: an organizer's attendees, because they hold what she takes back; an
 * attendee's organizer only where her answer becomes another one than was sent. An answer
 * can't be unsaid: back at NEEDS-ACTION nobody is told.
 */
export function undoChange({ entry, current, voice, now }: Undoing): Undone {
  if ((current ?? null) !== entry.after) return changedSince;
  if (entry.before === entry.after) return { kind: 'problem', code: 'nothing-to-undo', where: 'it changed nothing' };
  const was = entry.before === null ? undefined : openSeries(parseStored(entry.before));
  const is = current === undefined ? undefined : openSeries(parseStored(current));
  const addresses = voice.addresses.map((address) => address.toLowerCase());
  const [any] = [was, is].filter((series) => series !== undefined);
  const role = any ? roleIn(any, addresses) : 'none';
  if (role === 'organizer') {
    // Called off and now on again: later than what the cancellation said.
    const after = was && (is ? was : openSeries(assemble(partsOf(raised(was, was, 2, now)), [was.calendar])));
    const made = organizerChange({ before: is, after, addresses, now, silent: false });
    if (!made.calendar) return { kind: 'removed', messages: made.messages };
    return { kind: 'restored', role, stored: store(made.calendar), messages: made.messages };
  }
  if (!was) return { kind: 'removed', messages: [] };
  // It keeps the latest revision, so that the message that was undone does not come back as news.
  const restored = is ? raised(was, is, 0, 0) : was;
  const answer = is && changedAnswer(is, restored, voice, now);
  const stored = store(assemble(answer ? answer.parts : partsOf(restored), [was.calendar]));
  return { kind: 'restored', role, stored, messages: answer?.reply ? [answer.reply] : [] };
}

/** Her earlier answer given once more, later than the one that it takes the place of. */
function changedAnswer(
  is: Series,
  restored: Series,
  voice: Voice,
  now: number,
): { readonly parts: JComponent[]; readonly reply: OutgoingScheduling | undefined } | undefined {
  const answerOf = (part: JComponent | undefined): PartStat => {
    const line = part && ownLine(part, voice);
    return line ? partStatOf(line) : 'NEEDS-ACTION';
  };
  const [first, ...others] = partsOf(restored);
  const given = answerOf(first);
  const [standing] = partsOf(is);
  if (!first || !standing || given === 'NEEDS-ACTION' || given === answerOf(standing)) return undefined;
  const line = ownLine(standing, voice);
  const stamp = Math.max(Math.floor(now / 1000) * 1000, line ? lastReply(line).dtstamp + 1000 : 0);
  const marks = { [REPLY_DTSTAMP]: wallText(stamp, 'utc'), [REPLY_SEQUENCE]: String(sequenceOf(first)) };
  const answered = withOwnPartStat(first, voice, given, marks);
  return { parts: [answered, ...others], reply: composeReply([answered], restored.calendar, voice, stamp) };
}
