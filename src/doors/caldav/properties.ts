/** Properties of each kind of resource, one table a kind; an absent name is answered 404 in its propstat. */
import { addressesOf } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { Calendar, CalendarObject } from '../../store/contract.ts';
import { etagOf } from './calendars.ts';
import { hrefOf, type Resource } from './resource.ts';
import { caldav, calendarServer, dav, type Name } from './xml/names.ts';
import { element, elementWith, type Xml } from './xml/write.ts';

/** What there is to tell about one resource. */
export type Described =
  | { readonly resource: Extract<Resource, { kind: 'root' | 'principal' | 'home' }> }
  | { readonly resource: Extract<Resource, { kind: 'calendar' }>; readonly calendar: Calendar }
  | { readonly resource: Extract<Resource, { kind: 'object' }>; readonly object: CalendarObject };

export interface Property {
  readonly name: Name;
  /** The element with its value. */
  readonly value: Xml;
  /** Left out of `allprop`, as RFC 4791 wants of its own (rfc4791#5.2). */
  readonly onlyWhenNamed?: true;
}

const d = (local: string): Name => ({ namespace: dav, local });
const c = (local: string): Name => ({ namespace: caldav, local });
const href = (resource: Resource) => element(d('href'), hrefOf(resource));
const property = (name: Name, ...content: Parameters<typeof element>[1][]): Property => ({
  name,
  value: element(name, ...content),
});
const named = (name: Name, ...content: Parameters<typeof element>[1][]): Property => ({
  ...property(name, ...content),
  onlyWhenNamed: true,
});

export function propertiesOf(described: Described, person: Person): Property[] {
  const address = person.address;
  const principal = href({ kind: 'principal', address });
  const everywhere = [
    named(d('current-user-principal'), principal),
    named(d('current-user-privilege-set'), element(d('privilege'), element(d('read')))),
    named(d('owner'), principal),
    named(d('principal-collection-set'), href({ kind: 'root' })),
  ];
  if ('object' in described) return [...everywhere, ...ofObject(described.object)];
  if ('calendar' in described) return [...everywhere, ...ofCalendar(described.calendar, person)];
  switch (described.resource.kind) {
    case 'root':
      return [...everywhere, property(d('resourcetype'), element(d('collection')))];
    case 'home':
      return [
        ...everywhere,
        property(d('resourcetype'), element(d('collection'))),
        property(d('displayname'), person.name),
        named(c('calendar-home-set'), href({ kind: 'home', address })),
      ];
    case 'principal':
      return [
        ...everywhere,
        property(d('resourcetype'), element(d('collection')), element(d('principal'))),
        property(d('displayname'), person.name),
        named(d('principal-URL'), principal),
        named(c('calendar-home-set'), href({ kind: 'home', address })),
        // rfc6638#2.4.1: every address an invitation may name, the primary one first.
        named(
          c('calendar-user-address-set'),
          addressesOf(person).map((own) => element(d('href'), `mailto:${own}`)),
        ),
        named(c('calendar-user-type'), 'INDIVIDUAL'),
      ];
  }
}

function ofCalendar(calendar: Calendar, person: Person): Property[] {
  return [
    property(d('resourcetype'), element(d('collection')), element(c('calendar'))),
    property(d('displayname'), calendar.name || person.name),
    property({ namespace: calendarServer, local: 'getctag' }, `${calendar.change}`),
    named(d('sync-token'), `urn:passerelle:change:${calendar.change}`),
    named(c('supported-calendar-component-set'), elementWith(c('comp'), { name: 'VEVENT' })),
    named(
      c('supported-calendar-data'),
      elementWith(c('calendar-data'), { 'content-type': 'text/calendar', version: '2.0' }),
    ),
    named(c('max-resource-size'), '1048576'),
    named(
      d('supported-report-set'),
      ['calendar-query', 'calendar-multiget'].map((report) =>
        element(d('supported-report'), element(d('report'), element(c(report)))),
      ),
    ),
  ];
}

function ofObject(object: CalendarObject): Property[] {
  return [
    property(d('resourcetype')),
    property(d('getetag'), etagOf(object)),
    property(d('getcontenttype'), 'text/calendar; charset=utf-8; component=VEVENT'),
    property(d('getcontentlength'), String(Buffer.byteLength(object.ics))),
    property(d('getlastmodified'), new Date(object.updatedAt).toUTCString()),
  ];
}
