import { defaultSlug } from '../calendars.ts';
import { c, d } from '../xml/names.ts';
import { element, elementWith } from '../xml/write.ts';
import { href, named, type Property, shown } from './property.ts';

const components = () => elementWith(c('comp'), { name: 'VEVENT' });

/** Where invitations come in (rfc6638#2.2). They are filed at once, so that the collection is empty. */
export const ofInbox: readonly Property[] = [
  shown(d('resourcetype'), () => [element(d('collection')), element(c('schedule-inbox'))]),
  named(c('supported-calendar-component-set'), components),
  named(c('schedule-default-calendar-URL'), ({ owner }) =>
    href({ kind: 'calendar', address: owner.address, slug: defaultSlug }),
  ),
];

/** Where questions about free time go out (rfc6638#2.1). */
export const ofOutbox: readonly Property[] = [
  shown(d('resourcetype'), () => [element(d('collection')), element(c('schedule-outbox'))]),
  named(c('supported-calendar-component-set'), components),
];
