import type { JComponent, JProperty } from '../icalendar/jcal.ts';
import { DAY, type Moment, momentProperty } from '../icalendar/moment.ts';
import { detailLines } from './details.ts';
import { flagOf, octetsOf, pid } from './meetingProperties.ts';
import { type MeetingZone, meetingZone } from './meetingZone.ts';
import type { Properties } from './properties.ts';
import { recurrenceLines } from './recurrenceLines.ts';
import { type Exception, type Recurrence, readRecurrence } from './recurrencePattern.ts';
import { type Interval, instanceOf, momentsOf } from './times.ts';

/** VEVENTs and the VTIMEZONEs they need. */
export interface Events {
  readonly kind: 'events';
  readonly events: readonly JComponent[];
  readonly zones: readonly JComponent[];
}

export interface Shared {
  readonly properties: Properties;
  readonly codePage: number | undefined;
  /** UID, DTSTAMP, SEQUENCE, ORGANIZER, ATTENDEE, STATUS: alike in every component of the message. */
  readonly lines: readonly JProperty[];
}

/** What could not be made out; the message is held then. */
export type Unclear = 'time zone' | 'recurrence' | 'instance';

/** A single event, or one instance of a series. */
export function singleEvent({ properties, lines }: Shared, interval: Interval | undefined): Events | Unclear {
  const zone = interval && meetingZone(properties, interval.start);
  const instance = instanceOf(properties, zone);
  if (instance === 'unknown') return 'instance';
  const times: JProperty[] = [];
  let zones: JComponent[] = [];
  if (interval) {
    const { start, end } = momentsOf(properties, interval, zone);
    times.push(momentProperty('dtstart', start), momentProperty('dtend', end));
    if (start.kind === 'zoned' && zone) zones = [zone.definition];
  }
  if (instance) times.push(momentProperty('recurrence-id', instance));
  return { kind: 'events', zones, events: [['vevent', [...lines, ...times, ...detailLines(properties)], []]] };
}

/** A series with its exceptions, all told by the wall of the organizer's zone. */
export function seriesEvents(shared: Shared, interval: Interval): Events | Unclear {
  const { properties, codePage, lines } = shared;
  const blob = octetsOf(properties, pid.recur);
  const recurrence = blob && readRecurrence(blob, codePage);
  if (!recurrence) return 'recurrence';
  const allDay = flagOf(properties, pid.allDay) && recurrence.start % DAY === 0 && recurrence.length % DAY === 0;
  const zone = meetingZone(properties, interval.start, recurrence.start);
  if (!zone && !(allDay && recurrence.exceptions.every((exception) => isWhole(exception, true)))) return 'time zone';
  const at = (wall: number, whole: boolean): Moment =>
    whole ? { kind: 'date', wall } : { kind: 'zoned', wall, tzid: zone?.tzid ?? '' };
  const utc = (wall: number): number => zone?.zone.toUtc(wall) ?? wall;
  const span = (start: number, end: number, whole: boolean): JProperty[] => [
    momentProperty('dtstart', at(start, whole)),
    momentProperty('dtend', at(end, whole)),
  ];
  const series: JComponent = [
    'vevent',
    [
      ...lines,
      ...span(recurrence.start, recurrence.start + recurrence.length, allDay),
      ...recurrenceLines(recurrence, (wall) => at(wall, allDay), utc),
      ...detailLines(properties),
    ],
    [],
  ];
  const overrides = recurrence.exceptions.map(
    (exception): JComponent => [
      'vevent',
      [
        ...lines,
        momentProperty('recurrence-id', at(originalOf(exception, recurrence), allDay)),
        ...span(exception.start, exception.end, isWhole(exception, allDay)),
        ...detailLines(properties, exception),
      ],
      [],
    ],
  );
  return { kind: 'events', events: [series, ...overrides], zones: zonesOf(zone, allDay, recurrence) };
}

function zonesOf(zone: MeetingZone | undefined, allDay: boolean, { exceptions }: Recurrence): JComponent[] {
  return zone && (!allDay || !exceptions.every((exception) => isWhole(exception, true))) ? [zone.definition] : [];
}

/** Some writers give the day alone: the instance starts when the others do. */
function originalOf({ original }: Exception, { start }: Recurrence): number {
  return original % DAY === 0 ? original + (start % DAY) : original;
}

function isWhole({ start, end, allDay }: Exception, series: boolean): boolean {
  return (allDay ?? series) && start % DAY === 0 && end % DAY === 0 && end > start;
}
