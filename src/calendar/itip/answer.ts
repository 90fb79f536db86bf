import { organizerOf } from '../icalendar/calAddress.ts';
import type { JComponent } from '../icalendar/jcal.ts';
import { parseStored } from '../icalendar/parse.ts';
import { partStatOf } from '../scheduling/read.ts';
import { versionOf } from '../scheduling/version.ts';
import type { OutgoingScheduling, PartStat } from '../types.ts';
import { lastReply } from './organizer.ts';
import { composeReply } from './reply.ts';
import { assemble, openSeries, partsOf, type Stored, store } from './series.ts';
import { ownLine, type Voice } from './voice.ts';
import { withAnswer } from './withAnswer.ts';

export interface AnswerProblem {
  readonly kind: 'problem';
  readonly code: 'no-organizer' | 'own-meeting' | 'cancelled' | 'no-answer';
  readonly where: string;
}

export interface Answered extends Stored {
  readonly kind: 'answered';
  readonly reply: OutgoingScheduling;
}

/**
 * A person's answer to an invitation on her calendar: the stored object with it, and the
 * one REPLY, from the address that was invited. The same answer again, without a word to
 * add, is `unchanged`: one decision sends one REPLY (law L4).
 */
export function answerInvitation(given: {
  readonly stored: string;
  readonly addresses: readonly string[];
  readonly invitedAs: string;
  readonly partStat: PartStat;
  readonly comment?: string;
  /** ms. */
  readonly now: number;
}): Answered | AnswerProblem | { readonly kind: 'unchanged' } {
  const before = openSeries(parseStored(given.stored));
  const voice: Voice = { address: given.invitedAs, addresses: given.addresses };
  const parts = partsOf(before);
  const [first] = parts;
  const organizer = first && organizerOf(first);
  if (!first || !organizer) return problem('no-organizer', 'it has no ORGANIZER');
  if (given.addresses.some((address) => address.toLowerCase() === organizer))
    return problem('own-meeting', 'the organizer does not answer');
  if (versionOf(first).cancelled) return problem('cancelled', 'it was cancelled');
  if (given.partStat === 'NEEDS-ACTION') return problem('no-answer', 'PARTSTAT=NEEDS-ACTION answers nothing');
  const standing = ownLine(first, voice);
  const previous = standing ? partStatOf(standing) : 'NEEDS-ACTION';
  if (previous === given.partStat && !given.comment) return { kind: 'unchanged' };
  // Two answers within one second must still be told apart by their DTSTAMP.
  const earlier = standing ? lastReply(standing).dtstamp : 0;
  const dtstamp = Math.max(Math.floor(given.now / 1000) * 1000, earlier + 1000);
  const answer = (event: JComponent): JComponent => withAnswer(event, voice, given.partStat, dtstamp);
  // An answer to the series holds for its instances, unless she answered those differently.
  const follows = (event: JComponent): boolean => {
    const line = ownLine(event, voice);
    return !versionOf(event).cancelled && (line ? partStatOf(line) : 'NEEDS-ACTION') === previous;
  };
  const changed = parts.map((event) => (event === first || follows(event) ? answer(event) : event));
  const calendar = assemble(changed, [before.calendar]);
  // A series is answered by its one component; exceptions without their series each by their own.
  const told = before.master ? changed.slice(0, 1) : changed.filter((event, index) => event !== parts[index]);
  const reply = composeReply(told, calendar, voice, dtstamp, () => ({ comment: given.comment }));
  if (!reply) return problem('no-organizer', 'nobody to tell');
  return { kind: 'answered', ...store(calendar), reply };
}

function problem(code: AnswerProblem['code'], where: string): AnswerProblem {
  return { kind: 'problem', code, where };
}
