import { type JComponent, type JProperty, mapProperties, parameter, properties, without } from '../icalendar/jcal.ts';
import { type Moment, momentOf, momentProperty } from '../icalendar/moment.ts';
import { keyOf } from '../recurrence/instance.ts';
import type { ZoneBook } from '../zones/book.ts';
import { OWN_EXDATE } from './ownMarks.ts';
import type { Series } from './series.ts';

/** Instances that EXDATE takes out of a series (rfc5545#3.8.5.1), by the key that `instanceKey` gives. */
export function excludedKeys(series: JComponent, zones: ZoneBook): Map<string, Moment> {
  const keys = new Map<string, Moment>();
  for (const line of properties(series, 'exdate')) {
    for (const value of line.slice(3)) {
      const moment = momentOf(line, value);
      if (moment) keys.set(keyOf(moment, zones), moment);
    }
  }
  return keys;
}

/** The series without these instances, besides those it lacks already; with an empty list, without any EXDATE. */
export function withExcluded(series: JComponent, moments: readonly Moment[]): JComponent {
  if (moments.length === 0) return without(series, 'exdate');
  return [series[0], [...series[1], ...moments.map((moment) => momentProperty('exdate', moment))], series[2]];
}

/** The person's own series without an instance that she took off her calendar. */
export function withOwnExcluded(series: JComponent, moment: Moment): JComponent {
  const [name, parameters, type, ...values] = momentProperty('exdate', moment);
  const line: JProperty = [name, { ...parameters, [OWN_EXDATE]: 'TRUE' }, type, ...values];
  return [series[0], [...series[1], line], series[2]];
}

/** The organizer's newer series, still without what the person took off her own calendar. */
export function keepOwnExcluded(series: JComponent, own: JComponent | undefined): JComponent {
  const kept = own ? properties(own, 'exdate').filter((line) => parameter(line, OWN_EXDATE) !== undefined) : [];
  return kept.length === 0 ? series : [series[0], [...series[1], ...kept], series[2]];
}

/** The person's stored series without her own exclusions that her client no longer has: she wants the instance back. */
export function withoutRestored(series: JComponent, sent: Series): JComponent {
  const excluded = sent.master ? excludedKeys(sent.master, sent.zones) : new Map();
  return mapProperties(series, (line) => {
    if (line[0] !== 'exdate' || parameter(line, OWN_EXDATE) === undefined) return line;
    const moment = momentOf(line);
    return moment && excluded.has(keyOf(moment, sent.zones)) ? line : undefined;
  });
}
