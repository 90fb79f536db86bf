import { defaultSlug } from '../calendars.ts';
import type { DescribedInbox, DescribedMessage } from '../described.ts';
import { inboxTag, messageTag } from '../scheduling/inbox.ts';
import { c, calendarServer, d } from '../xml/names.ts';
import { element } from '../xml/write.ts';
import { componentSet, href, named, type Property, reportSet, shown } from './property.ts';

/** Where invitations come in (rfc6638#2.2). They are filed at once; what lies here are copies, for programs that ask. */
export const ofInbox: readonly Property<DescribedInbox>[] = [
  shown(d('resourcetype'), () => [element(d('collection')), element(c('schedule-inbox'))]),
  shown({ namespace: calendarServer, local: 'getctag' }, ({ messages }) => inboxTag(messages)),
  named(d('supported-report-set'), () => reportSet([c('calendar-query'), c('calendar-multiget')])),
  named(c('supported-calendar-component-set'), () => componentSet()),
  named(c('schedule-default-calendar-URL'), ({ owner }) =>
    href({ kind: 'calendar', address: owner.address, slug: defaultSlug }),
  ),
];

/** Where questions go out (rfc6638#2.1). */
export const ofOutbox: readonly Property[] = [
  shown(d('resourcetype'), () => [element(d('collection')), element(c('schedule-outbox'))]),
  named(c('supported-calendar-component-set'), () => componentSet()),
];

/** A scheduling message as it came in (rfc6638#4.1). */
export const ofMessage: readonly Property<DescribedMessage>[] = [
  shown(d('resourcetype'), () => []),
  shown(d('getetag'), ({ message }) => messageTag(message)),
  shown(d('getcontenttype'), () => 'text/calendar; charset=utf-8'),
  shown(d('getlastmodified'), ({ message }) => new Date(message.at).toUTCString()),
  // Told in reports only (rfc4791#9.6).
  named(c('calendar-data'), ({ message, render }) => (message.ics === undefined ? undefined : render?.(message.ics))),
];
