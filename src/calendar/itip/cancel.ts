import { type JComponent, property, withProperty, withText } from '../icalendar/jcal.ts';
import { instanceOf, recurrenceIdOf } from '../recurrence/instance.ts';
import { cutBefore, isFrom, isThisAndFuture } from '../recurrence/range.ts';
import { compareVersions, sequenceOf, versionOf } from '../scheduling/version.ts';
import type { Merge } from '../types.ts';
import { withFreeTime } from './busyStatus.ts';
import { assemble, partsOf, type Series, store } from './series.ts';

/**
 * Applies a CANCEL to what is stored. The whole event, or single instances of it
 * (rfc5546#3.2.5): an instance becomes an override with STATUS:CANCELLED, which says
 * more than an EXDATE and keeps the revision, so that a late request can't bring it back.
 */
export function cancelSeries(before: Series, message: Series): Merge {
  const overrides = new Map(before.overrides);
  let { master } = before;
  let cancelled = 0;
  let refused: 'duplicate' | 'older' | 'unknown-event' = 'duplicate';
  const apply = (known: JComponent, notice: JComponent): JComponent => {
    const order = compareVersions({ ...versionOf(notice), cancelled: true }, versionOf(known));
    if (order <= 0) {
      if (order < 0) refused = 'older';
      return known;
    }
    cancelled++;
    return cancelledBy(known, notice);
  };
  if (message.master) {
    if (master) master = apply(master, message.master);
    // What is newer than the cancellation was said after it and stands.
    for (const [key, override] of overrides) overrides.set(key, apply(override, message.master));
  }
  for (const [key, notice] of message.overrides) {
    if (message.master) continue;
    const at = recurrenceIdOf(notice);
    if (master && at && isThisAndFuture(notice)) {
      if (compareVersions({ ...versionOf(notice), cancelled: true }, versionOf(master)) <= 0) continue;
      const rest = cutBefore(master, at, before.zones);
      for (const [each, override] of overrides) if (isFrom(override, at, before.zones)) overrides.delete(each);
      // The revision moves on with it, so that an older text of the series can't bring the rest back.
      master = rest ? revisedBy(rest, notice) : cancelledBy(master, notice);
      cancelled++;
      continue;
    }
    const known = overrides.get(key) ?? (master && at && instanceOf(master, at, before.zones));
    if (!known) refused = 'unknown-event';
    else if (overrides.has(key)) overrides.set(key, apply(known, notice));
    else if (master && !versionOf(master).cancelled) {
      // The instance has no revision of its own yet, so there is nothing the notice could be older than.
      overrides.set(key, cancelledBy(known, notice));
      cancelled++;
    }
  }
  if (cancelled === 0) return { kind: 'unchanged', what: refused };
  const calendar = assemble(partsOf({ ...(master && { master }), overrides }), [before.calendar, message.calendar]);
  return { kind: 'put', what: message.master ? 'cancelled' : 'instance-cancelled', ...store(calendar) };
}

/** What she has, with the revision of the notice. Its own text stays: cancellations often carry little. */
function cancelledBy(known: JComponent, notice: JComponent): JComponent {
  let event = revisedBy(withText(known, 'status', 'CANCELLED'), notice);
  const comment = property(notice, 'comment');
  if (comment) event = withProperty(event, comment);
  return withFreeTime(event);
}

function revisedBy(known: JComponent, notice: JComponent): JComponent {
  const stamp = property(notice, 'dtstamp');
  const event = withProperty(known, ['sequence', {}, 'integer', Math.max(sequenceOf(known), sequenceOf(notice))]);
  return stamp ? withProperty(event, stamp) : event;
}
