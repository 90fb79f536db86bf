import { clientObjectLimits } from '../../../calendar/clientObject.ts';
import { printCalendar } from '../../../calendar/icalendar/parse.ts';
import { vtimezone } from '../../../calendar/zones/vtimezone.ts';
import { syncTokenOf } from '../calendars.ts';
import type { DescribedCalendar } from '../described.ts';
import { c, calendarServer, d } from '../xml/names.ts';
import { element, elementWith } from '../xml/write.ts';
import { componentSet, named, type Property, reportSet, shown } from './property.ts';

/** Octets of one object (rfc4791#5.2.5). */
export const maxResourceSize = 1024 * 1024;

const reports = [c('calendar-query'), c('calendar-multiget'), c('free-busy-query'), d('sync-collection')];
const collations = ['i;ascii-casemap', 'i;octet', 'i;unicode-casemap'];

/** A calendar (rfc4791#5.2); what clients set themselves is kept with it and stands before these. */
export const ofCalendar: readonly Property<DescribedCalendar>[] = [
  shown(d('resourcetype'), () => [element(d('collection')), element(c('calendar'))]),
  shown(d('displayname'), ({ calendar, owner }) => calendar.name || owner.name),
  shown({ namespace: calendarServer, local: 'getctag' }, ({ calendar }) => syncTokenOf(calendar)),
  named(d('sync-token'), ({ calendar }) => syncTokenOf(calendar)),
  named(d('supported-report-set'), () => reportSet(reports)),
  named(c('supported-calendar-component-set'), ({ calendar }) => componentSet(calendar.components)),
  named(c('supported-calendar-data'), () =>
    elementWith(c('calendar-data'), { 'content-type': 'text/calendar', version: '2.0' }),
  ),
  named(c('supported-collation-set'), () => collations.map((each) => element(c('supported-collation'), each))),
  named(c('max-resource-size'), () => String(maxResourceSize)),
  named(c('max-instances'), () => String(clientObjectLimits.instances)),
  named(c('max-attendees-per-instance'), () => String(clientObjectLimits.attendees)),
  named(c('min-date-time'), () => '00010101T000000Z'),
  named(c('max-date-time'), () => '99991231T235959Z'),
  named(c('schedule-calendar-transp'), () => element(c('opaque'))),
  named(c('calendar-timezone'), ({ owner }) =>
    // Good for now and, by its rules, for later; a year that has gone is told by the zone's present rules.
    printCalendar(['vcalendar', [['version', {}, 'text', '2.0']], [vtimezone(owner.timeZone, Date.UTC(2020, 0, 1))]]),
  ),
];
