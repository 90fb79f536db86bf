/** A calendar as it fills in the course of years: twenty events begin a week, one in twenty is a series. */

const day = 86_400_000;
const week = 7 * day;
/** A Monday. */
const firstMonday = Date.UTC(2021, 0, 4);
const perWeek = 20;
const seriesEvery = 20;
/** Of the events, those that recur and never end. */
const endlessEvery = 250;
/** Weeks over which the largest calendars are spread; what is more lies denser. */
const mostWeeks = 500;

export interface CalendarEvent {
  /** Last segment of its path. */
  readonly name: string;
  readonly ics: string;
}

/** Weeks in which a calendar of so many events has some. */
export function weeksOf(events: number): number {
  return Math.min(mostWeeks, Math.max(1, Math.ceil(events / perWeek)));
}

/** A week as a client asks for it, UTC. */
export function weekRange(number: number): { readonly start: string; readonly end: string } {
  const from = firstMonday + number * week;
  return { start: utc(from), end: utc(from + week) };
}

/** Event number `index` of `events`; the same `seed` gives the same event. */
export function eventNumber(index: number, events: number, seed: string): CalendarEvent {
  const uid = `${seed}-${index}`;
  const inWeek = Math.floor(index / weeksOf(events));
  const start = firstMonday + (index % weeksOf(events)) * week + (inWeek % 5) * day + (8 + (inWeek % 9)) * 3_600_000;
  return { name: `${uid}.ics`, ics: calendar(uid, index, start) };
}

function calendar(uid: string, index: number, start: number): string {
  const allDay = index % 10 === 3;
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Apple Inc.//macOS 15.1//EN',
    'CALSCALE:GREGORIAN',
    ...(allDay ? [] : paris),
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20261124T090000Z',
    'CREATED:20261120T090000Z',
    'LAST-MODIFIED:20261124T090000Z',
    'SEQUENCE:0',
    ...(allDay
      ? [`DTSTART;VALUE=DATE:${date(start)}`, `DTEND;VALUE=DATE:${date(start + day)}`]
      : [`DTSTART;TZID=Europe/Paris:${wall(start)}`, `DTEND;TZID=Europe/Paris:${wall(start + 2_700_000)}`]),
    ...(rule(index, start) ?? []),
    `SUMMARY:Garden plan ${index}`,
    'LOCATION:Greenhouse 2',
    ...Array.from({ length: 4 }, (_, line) =>
      line === 0
        ? 'DESCRIPTION:What grows where\\, who waters it\\, and when it is cut:'
        : ' beds, hedges and paths as they were agreed on in the spring meeting.',
    ),
    'TRANSP:OPAQUE',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:Reminder',
    'TRIGGER:-PT15M',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

/** How it recurs: as people let events recur, and most series end. */
function rule(index: number, start: number): string[] | undefined {
  if (index % endlessEvery === 17) return ['RRULE:FREQ=WEEKLY;BYDAY=TU,TH'];
  if (index % endlessEvery === 142) return ['RRULE:FREQ=YEARLY'];
  if (index % seriesEvery !== 0) return undefined;
  switch ((index / seriesEvery) % 4) {
    case 0:
      return ['RRULE:FREQ=WEEKLY;COUNT=26'];
    case 1:
      return [`RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=${utc(start + 13 * week)}`];
    case 2:
      return ['RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=12'];
    default:
      return ['RRULE:FREQ=DAILY;COUNT=5', `EXDATE;TZID=Europe/Paris:${wall(start + day)}`];
  }
}

const paris = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Paris',
  'BEGIN:DAYLIGHT',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'TZNAME:CEST',
  'DTSTART:19810329T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'TZNAME:CET',
  'DTSTART:19961027T030000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'END:VTIMEZONE',
];

const digits = (at: number) => new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
const utc = digits;
const wall = (at: number) => digits(at).slice(0, 15);
const date = (at: number) => digits(at).slice(0, 8);
