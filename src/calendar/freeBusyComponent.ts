import type { BusyPeriod } from './freeBusy.ts';
import type { JComponent, JProperty } from './icalendar/jcal.ts';
import { wallText } from './icalendar/moment.ts';
import { printCalendar } from './icalendar/parse.ts';
import { type RequestStatus, requestStatusLine } from './scheduling/requestStatus.ts';

export interface FreeBusyText {
  readonly periods: readonly BusyPeriod[];
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** METHOD, UID and the two addresses' lines of the request that this answers (rfc5546#3.3.3). */
  readonly reply?: {
    readonly uid: string;
    readonly organizer: JProperty;
    readonly attendee: JProperty;
    /** By mail; CalDAV tells it beside the object. */
    readonly status?: RequestStatus;
  };
}

/** A VCALENDAR with one VFREEBUSY (rfc5545#3.6.4), times in UTC. */
export function printFreeBusy({ periods, from, to, now, reply }: FreeBusyText): string {
  const head: JProperty[] = [
    ['version', {}, 'text', '2.0'],
    ['prodid', {}, 'text', '-//Passerelle//Passerelle//EN'],
  ];
  if (reply) head.push(['method', {}, 'text', 'REPLY']);
  const lines: JProperty[] = [
    ['dtstamp', {}, 'date-time', utc(now)],
    ['dtstart', {}, 'date-time', utc(from)],
    ['dtend', {}, 'date-time', utc(to)],
    ...periods.map(({ start, end, busy }): JProperty => {
      return ['freebusy', { fbtype: busy }, 'period', [utc(start), utc(end)]];
    }),
  ];
  if (reply) lines.unshift(['uid', {}, 'text', reply.uid], reply.organizer, reply.attendee);
  if (reply?.status) lines.push(requestStatusLine(reply.status));
  const component: JComponent = ['vfreebusy', lines, []];
  return printCalendar(['vcalendar', head, [component]]);
}

const utc = (at: number): string => wallText(at, 'utc');
