import { withText } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { dtstampOf } from '../scheduling/version.ts';
import type { OutgoingScheduling } from '../types.ts';
import { concernOf } from './concern.ts';
import { requestMessageOf } from './organizerMessages.ts';
import { openSeries } from './series.ts';

/**
 * The answer to a REFRESH (rfc5546#3.2.6): the latest REQUEST, of what this attendee is
 * invited to, under a later DTSTAMP. Undefined for whoever is not invited.
 */
export function answerRefresh(asked: {
  /** The organizer's event. */
  readonly stored: string;
  /** Who asks; authenticated by the caller. */
  readonly from: string;
  /** ms. */
  readonly now: number;
}): OutgoingScheduling | undefined {
  const series = openSeries(parseStored(asked.stored));
  const from = asked.from.toLowerCase();
  const { view } = concernOf(from, undefined, series, asked.now);
  if (view.length === 0) return undefined;
  const stamp = Math.max(Math.floor(asked.now / 1000) * 1000, ...view.map((part) => dtstampOf(part) + 1000));
  const told = view.map((part) => withText(part, 'dtstamp', wallText(stamp, 'utc'), 'date-time'));
  return { ...requestMessageOf(told, series.calendar, [from]), update: true };
}
