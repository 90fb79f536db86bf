import { Temporal } from 'temporal-polyfill';
import type { JComponent, JProperty } from '../icalendar/jcal.ts';
import { DAY, wallText } from '../icalendar/moment.ts';

/** A change of offset: wall time before it (rfc5545#3.6.5 counts onsets so), offsets in ms, IANA abbreviation. */
interface Onset {
  readonly wall: number;
  readonly from: number;
  readonly to: number;
  readonly year: number;
}

const YEARS_CHECKED = 12;
const DEFINITIONS_KEPT = 500;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/** Memo of a pure function (bounded). */
const definitions = new Map<string, JComponent>();

/**
 * VTIMEZONE of an IANA zone, good from the year before `around` (UTC ms) on. Where the
 * clock changes by one rule a year each way, it says the rule; where it doesn't (Morocco),
 * it lists the changes of the next twelve years; where it never changes, one observance.
 */
export function vtimezone(iana: string, around: number): JComponent {
  const year = new Date(around).getUTCFullYear() - 1;
  const key = `${iana} ${year}`;
  const known = definitions.get(key);
  if (known) return known;
  if (definitions.size >= DEFINITIONS_KEPT) definitions.clear();
  const made = build(iana, year);
  definitions.set(key, made);
  return made;
}

function build(iana: string, year: number): JComponent {
  const onsets = onsetsOf(iana, year);
  const ruled = [onsets.filter(({ from, to }) => to > from), onsets.filter(({ from, to }) => to < from)];
  const rules = ruled.map(ruleOf);
  const observances =
    onsets.length === 0
      ? [fixed(iana, year)]
      : rules.every((rule) => rule !== undefined)
        ? ruled.map((same, index) => observance(same[0] as Onset, rules[index]))
        : [before(onsets[0] as Onset, year), ...onsets.map((onset) => observance(onset))];
  return ['vtimezone', [['tzid', {}, 'text', iana]], observances];
}

function onsetsOf(iana: string, year: number): Onset[] {
  const end = Date.UTC(year + YEARS_CHECKED, 0, 1);
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1)).toZonedDateTimeISO(iana);
  const onsets: Onset[] = [];
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (!next || next.epochMilliseconds >= end) return onsets;
    const from = at.offsetNanoseconds / 1e6;
    const wall = next.epochMilliseconds + from;
    onsets.push({ wall, from, to: next.offsetNanoseconds / 1e6, year: new Date(wall).getUTCFullYear() });
    at = next;
  }
}

/** RRULE that gives exactly these onsets, one each year; undefined when there is none. */
function ruleOf(onsets: readonly Onset[]): JProperty | undefined {
  const [first] = onsets;
  if (!first || onsets.length !== YEARS_CHECKED) return undefined;
  const same = onsets.every(
    (onset, index) =>
      onset.year === first.year + index &&
      onset.from === first.from &&
      onset.to === first.to &&
      onset.wall % DAY === first.wall % DAY &&
      month(onset) === month(first) &&
      weekday(onset) === weekday(first),
  );
  if (!same) return undefined;
  const nth = Math.ceil(day(first) / 7);
  const ordinal = onsets.every((onset) => Math.ceil(day(onset) / 7) === nth) ? nth : onsets.every(isLast) ? -1 : 0;
  if (ordinal === 0) return undefined;
  return ['rrule', {}, 'recur', { freq: 'YEARLY', bymonth: month(first), byday: `${ordinal}${weekday(first)}` }];
}

function observance(onset: Onset, rule?: JProperty): JComponent {
  const lines: JProperty[] = [
    ['dtstart', {}, 'date-time', wallText(onset.wall, 'floating')],
    ['tzoffsetfrom', {}, 'utc-offset', offsetText(onset.from)],
    ['tzoffsetto', {}, 'utc-offset', offsetText(onset.to)],
  ];
  // Whether an offset is "daylight" is only a name here: the later clock is called so.
  return [onset.to > onset.from ? 'daylight' : 'standard', rule ? [...lines, rule] : lines, []];
}

function before(first: Onset, year: number): JComponent {
  return observance({ wall: Date.UTC(year - 1, 0, 1), from: first.from, to: first.from, year });
}

function fixed(iana: string, year: number): JComponent {
  const offset =
    Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1)).toZonedDateTimeISO(iana).offsetNanoseconds / 1e6;
  return observance({ wall: 0, from: offset, to: offset, year });
}

function offsetText(offset: number): string {
  const seconds = Math.abs(offset) / 1000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const rest = seconds % 60 === 0 ? '' : `:${two(seconds % 60)}`;
  return `${offset < 0 ? '-' : '+'}${two(seconds / 3600)}:${two((seconds % 3600) / 60)}${rest}`;
}

const month = ({ wall }: Onset): number => new Date(wall).getUTCMonth() + 1;
const day = ({ wall }: Onset): number => new Date(wall).getUTCDate();
const weekday = ({ wall }: Onset): string => WEEKDAYS[new Date(wall).getUTCDay()] ?? 'SU';
const isLast = (onset: Onset): boolean => month({ ...onset, wall: onset.wall + 7 * DAY }) !== month(onset);
