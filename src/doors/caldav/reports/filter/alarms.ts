import { triggerOf } from '../../../../calendar/alarms.ts';
import { durationOf } from '../../../../calendar/icalendar/duration.ts';
import { type JComponent, subcomponents, text } from '../../../../calendar/icalendar/jcal.ts';
import { instances } from '../../../../calendar/occurrences.ts';
import { zoneBook } from '../../../../calendar/zones/book.ts';
import type { TimeRange } from '../timeRange.ts';

/** Repetitions of an alarm that are looked at, and an event's length that counts. */
const mostRepeats = 100;
const longest = 366 * 86_400_000;

/** Whether an alarm of an event or task rings within the range (rfc4791#9.9, VALARM), repetitions included. */
export function alarmRings(
  event: JComponent,
  alarm: JComponent,
  { from, to }: TimeRange,
  { calendar, timeZone }: { readonly calendar: JComponent; readonly timeZone: string },
): boolean {
  const trigger = triggerOf(alarm);
  if (!trigger) return false;
  const repeats = Math.min(Math.max(0, Number(text(alarm, 'repeat')) || 0), mostRepeats);
  const pause = durationOf(text(alarm, 'duration')) ?? 0;
  const rings = (at: number): boolean => {
    for (let i = 0; i <= repeats; i++) if (at + i * pause >= from && at + i * pause < to) return true;
    return false;
  };
  if (trigger.kind === 'absolute') return rings(zoneBook(calendar, timeZone).instant(trigger.moment));
  const { after } = trigger;
  const atEnd = trigger.to === 'end';
  // Only instances near enough can ring in the range.
  const reach = Math.abs(after) + repeats * Math.abs(pause) + (atEnd ? longest : 0) + 1;
  const component = event[0] === 'vtodo' ? 'vtodo' : 'vevent';
  const alone = subcomponents(calendar, component).length === 1;
  return instances(calendar, from - reach, to + reach, { timeZone, component })
    .filter((instance) => instance.event === event || alone)
    .some(({ start, end }) => rings((atEnd ? end : start) + after));
}
