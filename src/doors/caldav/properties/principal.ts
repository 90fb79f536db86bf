import { addressesOf } from '../../../directory/recipients.ts';
import type { Person } from '../../../directory/types.ts';
import { c, calendarServer, d } from '../xml/names.ts';
import { element } from '../xml/write.ts';
import { href, named, type Property, reportSet, shown } from './property.ts';

/** How rooms are found (rfc3744#9). */
export const principalReports = [d('principal-property-search'), d('principal-search-property-set')];

/** The person (rfc3744#4, rfc4791#6.2, rfc6638#2). */
export const ofPrincipal: readonly Property[] = [
  shown(d('resourcetype'), () => [element(d('collection')), element(d('principal'))]),
  shown(d('displayname'), ({ owner }) => owner.name),
  named(d('principal-URL'), ({ owner }) => href({ kind: 'principal', address: owner.address })),
  named(d('alternate-URI-set'), () => []),
  named(d('group-member-set'), () => []),
  named(d('group-membership'), () => []),
  named(d('supported-report-set'), () => reportSet(principalReports)),
  ...[
    named(c('calendar-home-set'), ({ owner }) => href({ kind: 'home', address: owner.address })),
    named(c('schedule-inbox-URL'), ({ owner }) => href({ kind: 'inbox', address: owner.address })),
    named(c('schedule-outbox-URL'), ({ owner }) => href({ kind: 'outbox', address: owner.address })),
  ].map(ofPeopleOnly),
  // rfc6638#2.4.1: every address an invitation may name, the primary one first.
  named(c('calendar-user-address-set'), ({ owner }) => [
    ...addressesOf(owner).map((address) => element(d('href'), `mailto:${address}`)),
    href({ kind: 'principal', address: owner.address }),
  ]),
  named(c('calendar-user-type'), ({ owner }) => userType(owner)),
  named({ namespace: calendarServer, local: 'email-address-set' }, ({ owner }) =>
    addressesOf(owner).map((address) => element({ namespace: calendarServer, local: 'email-address' }, address)),
  ),
];

/** CUTYPE (rfc5545#3.2.3), by which a client tells rooms from people. */
export function userType({ resource }: Person): string {
  if (!resource) return 'INDIVIDUAL';
  return resource.kind === 'room' ? 'ROOM' : 'RESOURCE';
}

/** A room's collections are nobody's to enter, so they are not named. */
function ofPeopleOnly(property: Property): Property {
  return { ...property, value: (of) => (of.owner.resource ? undefined : property.value(of)) };
}
