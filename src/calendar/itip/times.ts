import { lengthOf } from '../icalendar/duration.ts';
import { type JComponent, property, without, withProperty } from '../icalendar/jcal.ts';
import { type Moment, momentOf, momentProperty, startOf } from '../icalendar/moment.ts';
import { named, zoneBook } from '../zones/book.ts';
import { vtimezone } from '../zones/vtimezone.ts';
import { type DraftProblem, draftMoment, draftProblem, draftRule, type EventText } from './draft.ts';

export interface Timed {
  readonly event: JComponent;
  /** VTIMEZONEs that its times need. */
  readonly zones: readonly JComponent[];
}

/** The event with the times and rule of a draft; what the draft leaves out stays. */
export function withTimes(event: JComponent, calendar: JComponent, draft: Partial<EventText>): Timed | DraftProblem {
  const ruled = withRule(event, draft.recurrence);
  if ('kind' in ruled) return ruled;
  const kept: Timed = { event: ruled.event, zones: calendar[2].filter(([name]) => name === 'vtimezone') };
  if (draft.start === undefined && draft.end === undefined && draft.timeZone === undefined) {
    return startOf(event) ? kept : draftProblem('bad-start', 'start: required');
  }
  const times = timesOf(event, calendar, draft);
  if ('kind' in times) return times;
  let timed = withProperty(without(ruled.event, 'duration'), momentProperty('dtstart', times.start));
  timed = withProperty(timed, momentProperty('dtend', times.end));
  const { tzid } = times.start;
  if (tzid === undefined) return { ...kept, event: timed };
  return { event: timed, zones: [vtimezone(tzid, times.start.wall), ...kept.zones] };
}

function timesOf(
  event: JComponent,
  calendar: JComponent,
  draft: Partial<EventText>,
): { readonly start: Moment; readonly end: Moment } | DraftProblem {
  const book = zoneBook(calendar);
  const was = startOf(event);
  if (draft.timeZone !== undefined && !named(draft.timeZone))
    return draftProblem('bad-time-zone', 'timeZone: an IANA name such as Europe/Paris');
  const timeZone = draft.timeZone ?? (was && (book.of(was).iana ?? book.of(was).id)) ?? 'UTC';
  const start = draft.start === undefined ? inZone(was, timeZone) : draftMoment(draft.start, timeZone);
  if (!start) return draftProblem('bad-start', 'start: a local time such as 2026-11-24T09:00:00');
  // Moved without a new end, it lasts as long as before.
  const lasting = was ? { ...start, wall: start.wall + lengthOf(event, book) } : undefined;
  const stayed = draft.start === undefined ? inZone(momentOf(property(event, 'dtend')), timeZone) : undefined;
  const end = draft.end === undefined ? (stayed ?? lasting) : draftMoment(draft.end, timeZone);
  if (!end || (end.kind === 'date') !== (start.kind === 'date'))
    return draftProblem('bad-end', 'end: a local time such as 2026-11-24T10:00:00, or a date if start is one');
  const zones = zoneBook(['vcalendar', [], []]);
  const after = zones.instant(end) - zones.instant(start);
  // DTEND of a whole-day event is the day after (rfc5545#3.6.1), so it can't be the same day.
  if (after < 0 || (start.kind === 'date' && after === 0))
    return draftProblem('end-before-start', 'end: later than start');
  return { start, end };
}

/** The same time on the clock of another zone. */
function inZone(moment: Moment | undefined, timeZone: string): Moment | undefined {
  if (!moment || moment.kind === 'date') return moment;
  const zone = named(timeZone);
  if (!zone) return undefined;
  return zone.id === 'UTC' ? { kind: 'utc', wall: moment.wall } : { kind: 'zoned', wall: moment.wall, tzid: zone.id };
}

function withRule(event: JComponent, recurrence: string | undefined): { readonly event: JComponent } | DraftProblem {
  if (recurrence === undefined) return { event };
  const bare = without(event, 'rrule', ...(recurrence === '' ? ['exdate', 'rdate'] : []));
  if (recurrence === '') return { event: bare };
  const rule = draftRule(recurrence);
  if (!rule) return draftProblem('bad-recurrence', 'recurrence: an RRULE value such as FREQ=WEEKLY;COUNT=4');
  return { event: withProperty(bare, rule) };
}
