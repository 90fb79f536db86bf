import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseStored } from '../../src/calendar/icalendar/parse.ts';
import { ifHolds } from '../../src/doors/caldav/conditions.ts';
import { planOf, updatesIn } from '../../src/doors/caldav/propertyUpdate.ts';
import { renderingIn, TooManyInstances } from '../../src/doors/caldav/reports/calendarData.ts';
import { matches } from '../../src/doors/caldav/reports/filter/matches.ts';
import { readFilter } from '../../src/doors/caldav/reports/filter/read.ts';
import { c } from '../../src/doors/caldav/xml/names.ts';
import { child, readXml, UnreadableXml } from '../../src/doors/caldav/xml/read.ts';
import { mutated } from './mutate.ts';
import type { FuzzProperty } from './property.ts';

const bodies = [
  `<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:prop><D:getetag/><C:calendar-data/></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
    <C:time-range start="20261123T000000Z" end="20261130T000000Z"/>
  </C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>`,
  '<D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind>',
  '<propfind xmlns="DAV:"><prop><displayname/><resourcetype/></prop></propfind>',
  '<propertyupdate xmlns="DAV:" xmlns:A="http://apple.com/ns/ical/"><set><prop><displayname>a</displayname><A:calendar-color>#0a0</A:calendar-color></prop></set><remove><prop><A:calendar-order/></prop></remove></propertyupdate>',
  '<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set></prop></set></C:mkcalendar>',
  '<sync-collection xmlns="DAV:"><sync-token>urn:x:1</sync-token><limit><nresults>5</nresults></limit><prop><getetag/></prop></sync-collection>',
  `<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data>
    <C:expand start="20261101T000000Z" end="20261201T000000Z"/>
    <C:comp name="VCALENDAR"><C:allprop/><C:comp name="VEVENT"><C:prop name="UID"/></C:comp></C:comp></C:calendar-data></prop>
    <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
    <C:prop-filter name="ATTENDEE"><C:param-filter name="PARTSTAT"><C:text-match negate-condition="yes">a</C:text-match></C:param-filter></C:prop-filter>
    <C:comp-filter name="VALARM"><C:time-range start="20261123T000000Z"/></C:comp-filter></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`,
];

const printed = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', 'UID:a', 'DTSTAMP:20261120T080000Z'],
  ...[
    'DTSTART:20261103T140000Z',
    'DURATION:PT1H',
    'RRULE:FREQ=WEEKLY',
    'ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example',
  ],
  ...['BEGIN:VALARM', 'ACTION:AUDIO', 'TRIGGER:-PT5M', 'END:VALARM', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n');
const stored = parseStored(printed);

const hurtful = [
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '&b;',
  '&#0;',
  '<![CDATA[',
  ']]>',
  '<a xmlns:D="">',
  '</a>',
  '<!--',
  '<?x?>',
  '<D:prop>'.repeat(40),
  '\0',
  '\uFFFE',
];

export const xmlProperties: readonly FuzzProperty[] = [
  {
    name: 'caldav: a body is read or refused with its reason, and never a document type',
    property: fc.property(mutated(bodies, hurtful), (source) => {
      try {
        readXml(source);
      } catch (fault) {
        assert.ok(fault instanceof UnreadableXml, String(fault));
        assert.notEqual(fault.message, '');
      }
    }),
  },
  {
    name: 'caldav: a report or update that can be read is answered or refused, over any object',
    property: fc.property(mutated(bodies, hurtful), (source) => {
      try {
        const body = readXml(source);
        const read = readFilter(child(body, c('filter')));
        if (read.kind === 'filter') matches(stored, read.filter, 'Europe/Paris');
        for (const making of [true, false])
          for (const kind of ['calendar', 'inbox'] as const) {
            const { properties } = planOf(kind, updatesIn(body), making);
            // What is kept has to be XML that stands for itself.
            for (const value of properties.values()) if (value !== undefined) readXml(value);
          }
        renderingIn(body, 'Europe/Paris')?.(printed);
      } catch (fault) {
        assert.ok(fault instanceof UnreadableXml || fault instanceof TooManyInstances, String(fault));
      }
    }),
  },
  {
    name: 'caldav: an If header holds or not, whatever it is',
    property: fc.property(
      mutated(['(["1-1"])', '</dav/a> (Not <urn:x> ["1"]) (["2"])'], ['(', '[', '<', 'Not ', '"']),
      (header) => {
        assert.equal(typeof ifHolds(header, '"1-1"', '/dav/a'), 'boolean');
      },
    ),
  },
];
