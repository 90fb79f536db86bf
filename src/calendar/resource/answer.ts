import type { JComponent } from '../icalendar/jcal.ts';
import { parseStored } from '../icalendar/parse.ts';
import { lastReply } from '../itip/organizer.ts';
import { composeReply, type Remark } from '../itip/reply.ts';
import { assemble, openSeries, partsOf, type Stored, store } from '../itip/series.ts';
import { ownLine, ownPartStat, type Voice } from '../itip/voice.ts';
import { withAnswer } from '../itip/withAnswer.ts';
import type { Instance } from '../occurrences.ts';
import { instanceOf, recurrenceIdOf } from '../recurrence/instance.ts';
import type { RequestStatus } from '../scheduling/requestStatus.ts';
import type { OutgoingScheduling } from '../types.ts';
import type { ResourceRequest } from './request.ts';

export interface ResourceAnswer {
  readonly stored: Stored;
  /** Undefined when nothing was asked, or nobody can be told. */
  readonly reply?: OutgoingScheduling;
}

/**
 * The resource's copy with an answer to all that is pending, and the one REPLY about it.
 * `except`: instances that get the other answer, DECLINED. `remark` is told with what is declined.
 */
export function answerRequest(answering: {
  readonly request: ResourceRequest;
  readonly partStat: 'ACCEPTED' | 'DECLINED';
  readonly except?: readonly Instance[];
  readonly remark?: { readonly comment: string; readonly status: RequestStatus };
  readonly voice: Voice;
  /** iCalendar text of the copy before the message, where there was one: an answer is later than what was said there. */
  readonly before?: string | undefined;
  /** ms. */
  readonly now: number;
}): ResourceAnswer {
  const { request, partStat, except = [], remark, voice } = answering;
  const { series, pending, again } = request;
  const known = answering.before === undefined ? [] : partsOf(openSeries(parseStored(answering.before)));
  const stamp = stampOf([...pending, ...again, ...known], voice, answering.now);
  const declined = new Set(except.map(({ event }) => event).filter((event) => recurrenceIdOf(event)));
  const told: JComponent[] = [];
  const parts = partsOf(series).map((part) => {
    const isPending = pending.includes(part);
    if (!isPending && !again.includes(part)) return part;
    const standing = isPending ? partStat : (ownPartStat(part, voice) ?? partStat);
    const made = withAnswer(part, voice, declined.has(part) ? 'DECLINED' : standing, stamp);
    told.push(made);
    return made;
  });
  // An instance that is declined out of a series becomes an exception of it.
  const added = except.flatMap(({ event, id }) => {
    const instance = declined.has(event) || !id ? undefined : instanceOf(event, id, series.zones);
    return instance ? [withAnswer(instance, voice, 'DECLINED', stamp)] : [];
  });
  const calendar = assemble([...parts, ...added], [series.calendar]);
  const remarkOn = (event: JComponent): Remark => (ownPartStat(event, voice) === 'DECLINED' ? (remark ?? {}) : {});
  const reply = composeReply([...told, ...added], calendar, voice, stamp, remarkOn);
  return { stored: store(calendar), ...(reply && { reply }) };
}

/** Two answers within one second must still be told apart by their DTSTAMP. */
function stampOf(parts: readonly JComponent[], voice: Voice, now: number): number {
  const earlier = parts.map((part) => {
    const line = ownLine(part, voice);
    return line ? lastReply(line).dtstamp + 1000 : 0;
  });
  return Math.max(Math.floor(now / 1000) * 1000, ...earlier);
}
