import { type JComponent, parameter, properties, property, without, withProperty } from '../icalendar/jcal.ts';
import { DAY, type Moment, momentOf, startOf, wallText } from '../icalendar/moment.ts';
import type { ZoneBook } from '../zones/book.ts';
import { keyOf, recurrenceIdOf } from './instance.ts';
import { ruleOf } from './rule.ts';

/** Whether an override speaks for its instance and all that follow (rfc5545#3.2.13). */
export function isThisAndFuture(override: JComponent): boolean {
  const line = property(override, 'recurrence-id');
  return line !== undefined && parameter(line, 'range')?.toUpperCase() === 'THISANDFUTURE';
}

/** The overrides that speak for what follows them, the latest first. */
export function rangesOf(
  overrides: readonly JComponent[],
  zones: ZoneBook,
): { readonly from: number; readonly shift: number; readonly event: JComponent }[] {
  return overrides
    .filter(isThisAndFuture)
    .flatMap((event) => {
      const at = recurrenceIdOf(event);
      const start = startOf(event);
      return at && start ? [{ from: zones.instant(at), shift: zones.instant(start) - zones.instant(at), event }] : [];
    })
    .sort((one, other) => other.from - one.from);
}

/** The series up to, but without, this instance; undefined when nothing of it remains. */
export function cutBefore(series: JComponent, at: Moment, zones: ZoneBook): JComponent | undefined {
  const start = startOf(series);
  if (!start || zones.instant(at) <= zones.instant(start)) return undefined;
  const rule = ruleOf(series);
  const isEarlier = (moment: Moment): boolean => zones.instant(moment) < zones.instant(at);
  let cut = series;
  if (rule) {
    const until =
      start.kind === 'date'
        ? wallText(at.wall - DAY, 'date')
        : start.kind === 'floating'
          ? wallText(at.wall - 1000, 'floating')
          : wallText(zones.instant(at) - 1000, 'utc');
    // UNTIL and COUNT exclude each other (rfc5545#3.3.10).
    const { count: _, ...rest } = rule;
    cut = withProperty(cut, ['rrule', {}, 'recur', { ...rest, until }]);
  }
  const dates = properties(series, 'rdate').flatMap((line) => {
    const [name, parameters, type, ...values] = line;
    const kept = values.filter((value) => {
      const moment = momentOf(line, Array.isArray(value) ? value[0] : value);
      return moment !== undefined && isEarlier(moment);
    });
    return kept.length === 0 ? [] : [[name, parameters, type, ...kept] as const];
  });
  const bare = without(cut, 'rdate');
  return [bare[0], [...bare[1], ...dates], bare[2]];
}

/** Key of an override's own instance, and whether another instance lies at or after it. */
export function isFrom(override: JComponent, at: Moment, zones: ZoneBook): boolean {
  const own = recurrenceIdOf(override);
  return own !== undefined && (keyOf(own, zones) === keyOf(at, zones) || zones.instant(own) >= zones.instant(at));
}
