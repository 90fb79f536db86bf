import type { JComponent } from '../icalendar/jcal.ts';
import { DAY } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { openSeries, partsOf, type Series } from '../itip/series.ts';
import { ownPartStat, type Voice } from '../itip/voice.ts';
import { type Instance, instances } from '../occurrences.ts';
import { instanceKey } from '../recurrence/instance.ts';
import { recurs } from '../recurrence/rule.ts';
import { componentsOf } from '../scheduling/read.ts';
import { versionOf } from '../scheduling/version.ts';
import { spanOf } from '../span.ts';
import type { SchedulingMessage } from '../types.ts';
import { named } from '../zones/book.ts';

/** Most instances that are looked at for conflicts; a series with more is outside of every policy. */
export const INSTANCES_CAP = 2000;
const FARTHEST = Date.UTC(9000, 0, 1);

/** What a meeting on a resource's calendar asks of it. */
export interface ResourceRequest {
  readonly series: Series;
  /** Components that have no answer yet. */
  readonly pending: readonly JComponent[];
  /** Components that are answered, and whose answer the organizer wants to hear again. */
  readonly again: readonly JComponent[];
  /** Instances of what is pending up to the booking window's end, in order. Past ones of a series are none. */
  readonly instances: readonly Instance[];
  /** What is pending repeats. */
  readonly recurring: boolean;
  /** Something of it begins after the booking window. */
  readonly beyondWindow: boolean;
  /** UTC ms; the time in which conflicts would lie. */
  readonly from: number;
  readonly to: number;
}

/** Reads it from the resource's own copy. `message` is what has just been merged into it. */
export function openRequest(asked: {
  readonly stored: string;
  readonly message?: SchedulingMessage;
  readonly voice: Voice;
  readonly bookingWindowInDays: number;
  /** IANA name. */
  readonly timeZone: string;
  /** ms. */
  readonly now: number;
}): ResourceRequest {
  const { voice, timeZone, now } = asked;
  const calendar = parseStored(asked.stored);
  const series = openSeries(calendar);
  // A task takes no room.
  const open = partsOf(series).filter((part) => part[0] === 'vevent' && !versionOf(part).cancelled);
  const pending = open.filter((part) => ownPartStat(part, voice) === 'NEEDS-ACTION');
  const isPending = ({ event }: Instance): boolean => pending.includes(event);
  const recurring = pending.some(recurs);
  const end = windowEnd(now, asked.bookingWindowInDays, timeZone);
  const { spanStart, spanEnd } = spanOf(calendar, timeZone);
  const from = recurring ? Math.max(spanStart, now) : spanStart;
  const limits = { timeZone, limit: INSTANCES_CAP };
  const found = pending.length === 0 ? [] : instances(calendar, from, Math.max(end, spanStart + 1), limits);
  const beyondWindow =
    pending.length > 0 &&
    ((recurring && spanEnd === null) || instances(calendar, end, FARTHEST, limits).some((each) => isBeyond(each, end)));
  const mine = found.filter(isPending);
  return {
    ...{ series, pending, again: askedAgain(series, open, asked), instances: mine, recurring, beyondWindow },
    from: mine.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY),
    to: mine.reduce((most, each) => Math.max(most, each.end), Number.NEGATIVE_INFINITY),
  };

  function isBeyond(each: Instance, limit: number): boolean {
    return isPending(each) && each.start >= limit;
  }
}

/** Outlook asks everybody again with each update; who had answered says so again. */
function askedAgain(
  series: Series,
  open: readonly JComponent[],
  { message, voice }: { readonly message?: SchedulingMessage; readonly voice: Voice },
): JComponent[] {
  if (message === undefined) return [];
  const asking = new Set(
    partsOf(openSeries(componentsOf(message)))
      .filter((part) => ownPartStat(part, voice) === 'NEEDS-ACTION')
      .map((part) => instanceKey(part, series.zones)),
  );
  return open.filter((part) => {
    const standing = ownPartStat(part, voice);
    const answered = standing !== undefined && standing !== 'NEEDS-ACTION';
    return answered && asking.has(instanceKey(part, series.zones));
  });
}

/** The midnight after the last day that can be booked, where the resource is. */
function windowEnd(now: number, days: number, timeZone: string): number {
  const zone = named(timeZone) ?? named('UTC');
  if (!zone) return now + (days + 1) * DAY;
  const today = Math.floor(zone.toWall(now) / DAY) * DAY;
  return zone.toUtc(today + (days + 1) * DAY);
}
