import { DAY, type Moment } from '../icalendar/moment.ts';
import { readGlobalObjectId } from './globalObjectId.ts';
import { flagOf, numberOf, octetsOf, pid } from './meetingProperties.ts';
import type { MeetingZone } from './meetingZone.ts';
import type { Properties } from './properties.ts';

/** UTC milliseconds. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

export function intervalOf(properties: Properties, startKey: string, endKey: string): Interval | undefined {
  const start = numberOf(properties, startKey);
  const end = numberOf(properties, endKey) ?? start;
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}

/** As iCalendar tells an interval: by the wall where the zone is known, in days where whole ones are meant. */
export function momentsOf(
  properties: Properties,
  { start, end }: Interval,
  zone: MeetingZone | undefined,
): { readonly start: Moment; readonly end: Moment } {
  const at = (utc: number): Moment =>
    zone ? { kind: 'zoned', wall: zone.zone.toWall(utc), tzid: zone.tzid } : { kind: 'utc', wall: utc };
  const [first, last] = [at(start), at(end)];
  // PidLidAppointmentSubType is believed only where both ends are midnight of the zone at hand.
  const whole = flagOf(properties, pid.allDay) && first.wall % DAY === 0 && last.wall % DAY === 0 && end > start;
  return whole
    ? { start: { kind: 'date', wall: first.wall }, end: { kind: 'date', wall: last.wall } }
    : { start: first, end: last };
}

/** Which instance of a series is meant; `unknown` where one is, but not which. */
export function instanceOf(properties: Properties, zone: MeetingZone | undefined): Moment | 'unknown' | undefined {
  const octets = octetsOf(properties, pid.globalObjectId);
  const day = octets && readGlobalObjectId(octets)?.instance;
  if (day === undefined && !flagOf(properties, pid.isException)) return undefined;
  const replaced = numberOf(properties, pid.exceptionReplaceTime);
  if (replaced !== undefined) {
    const wall = zone?.zone.toWall(replaced) ?? replaced;
    // An instance of an all-day series starts at midnight of its zone and is told by its day.
    if (flagOf(properties, pid.allDay) && wall % DAY === 0) return { kind: 'date', wall };
    return { kind: 'utc', wall: replaced };
  }
  // Else the day stands in the id, and the time of day of the whole series beside it ([MS-OXOCAL] 2.2.6.14).
  const packed = numberOf(properties, pid.startRecurrenceTime);
  if (day === undefined || packed === undefined) return 'unknown';
  const time = ((packed >> 12) * 3600 + ((packed >> 6) & 0x3f) * 60 + (packed & 0x3f)) * 1000;
  if (flagOf(properties, pid.allDay) && time === 0) return { kind: 'date', wall: day };
  if (!zone || time >= DAY || time < 0) return 'unknown';
  return { kind: 'utc', wall: zone.zone.toUtc(day + time) };
}
