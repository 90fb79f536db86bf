import { organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, property, text, withText } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { parseStored, printCalendar } from '../icalendar/parse.ts';
import { dtstampOf, sequenceOf } from '../scheduling/version.ts';
import type { OutgoingScheduling } from '../types.ts';
import { concernOf } from './concern.ts';
import { requestMessageOf } from './organizerMessages.ts';
import { unmarked } from './ownMarks.ts';
import { calendarOf, openSeries, partsOf } from './series.ts';
import type { Voice } from './voice.ts';

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

/** The question itself, as an attendee asks it: which event, whose, and who asks (rfc5546#3.2.6). */
export function askRefresh({
  stored,
  voice,
  now,
}: {
  /** Her copy. */
  readonly stored: string;
  readonly voice: Voice;
  /** ms. */
  readonly now: number;
}):
  | OutgoingScheduling
  | { readonly kind: 'problem'; readonly code: 'no-organizer' | 'own-meeting'; readonly where: string } {
  const series = openSeries(parseStored(stored));
  const [first] = partsOf(series);
  const line = first && property(first, 'organizer');
  const organizer = first && organizerOf(first);
  if (!first || !line || !organizer) return { kind: 'problem', code: 'no-organizer', where: 'it has no ORGANIZER' };
  if (voice.addresses.some((address) => address.toLowerCase() === organizer))
    return { kind: 'problem', code: 'own-meeting', where: 'the organizer has the event itself' };
  const dtstamp = Math.floor(now / 1000) * 1000;
  const uid = text(first, 'uid');
  const summary = property(first, 'summary');
  const lines: readonly JProperty[] = [
    ['uid', {}, 'text', uid],
    ['dtstamp', {}, 'date-time', wallText(dtstamp, 'utc')],
    unmarked(line),
    ['attendee', {}, 'cal-address', `mailto:${voice.address}`],
    ...(summary ? [summary] : []),
  ];
  const part: JComponent = [first[0], lines, []];
  return {
    method: 'REFRESH',
    uid,
    ics: printCalendar(calendarOf([part], series.calendar, 'REFRESH')),
    from: voice.address,
    to: [organizer],
    // It names no revision, so that its readers take it for the first.
    sequence: sequenceOf(part),
    dtstamp,
  };
}
