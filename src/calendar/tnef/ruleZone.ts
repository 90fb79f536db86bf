import type { JComponent, JProperty } from '../icalendar/jcal.ts';
import { DAY, wallText } from '../icalendar/moment.ts';
import type { Change, TimeZoneRule } from './timeZoneRule.ts';

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;
const FIRST_YEAR = 1970;

/** The VTIMEZONE (rfc5545#3.6.5) that says what Outlook's rule says, for every year. */
export function vtimezoneOfRule(tzid: string, { standard, daylight, changes }: TimeZoneRule): JComponent {
  const observances = changes
    ? [
        observance('standard', daylight, standard, changes.toStandard),
        observance('daylight', standard, daylight, changes.toDaylight),
      ]
    : [observance('standard', standard, standard, undefined)];
  return ['vtimezone', [['tzid', {}, 'text', tzid]], observances];
}

function observance(name: string, from: number, to: number, change: Change | undefined): JComponent {
  const lines: JProperty[] = [
    ['dtstart', {}, 'date-time', wallText(change ? firstDay(change) : Date.UTC(FIRST_YEAR, 0, 1), 'floating')],
    ['tzoffsetfrom', {}, 'utc-offset', offsetText(from)],
    ['tzoffsetto', {}, 'utc-offset', offsetText(to)],
  ];
  if (change) {
    const byday = `${change.nth === 5 ? -1 : change.nth}${WEEKDAYS[change.weekday]}`;
    lines.push(['rrule', {}, 'recur', { freq: 'YEARLY', byday, bymonth: change.month }]);
  }
  return [name, lines, []];
}

/** The change of the first year, as wall milliseconds. */
function firstDay({ month, weekday, nth, hour, minute }: Change): number {
  const first = Date.UTC(FIRST_YEAR, month - 1, 1);
  let day = first + ((weekday - new Date(first).getUTCDay() + 7) % 7) * DAY + (nth - 1) * 7 * DAY;
  if (new Date(day).getUTCMonth() !== month - 1) day -= 7 * DAY;
  return day + hour * 3_600_000 + minute * 60_000;
}

function offsetText(minutes: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}
