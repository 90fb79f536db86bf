import { type JComponent, withProperty, withText } from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { dtstampOf, sequenceOf } from '../scheduling/version.ts';
import type { Series } from './series.ts';

/** The series under at least the revision that each part has in `latest`, `more` of SEQUENCE above that, and a DTSTAMP not before `stamp`. */
export function raised(series: Series, latest: Series, more: number, stamp: number): Series {
  const raise = (part: JComponent, known: JComponent | undefined): JComponent => {
    const sequence = Math.max(sequenceOf(part), (known ? sequenceOf(known) : 0) + more);
    const dtstamp = Math.max(dtstampOf(part), known ? dtstampOf(known) : 0, Math.floor(stamp / 1000) * 1000);
    const numbered = withProperty(part, ['sequence', {}, 'integer', sequence]);
    return withText(numbered, 'dtstamp', wallText(dtstamp, 'utc'), 'date-time');
  };
  const overrides = new Map(
    [...series.overrides].map(([key, part]) => [key, raise(part, latest.overrides.get(key) ?? latest.master)]),
  );
  return { ...series, ...(series.master && { master: raise(series.master, latest.master) }), overrides };
}
