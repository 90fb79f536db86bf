import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readXml, UnreadableXml } from '../../src/doors/caldav/xml/read.ts';
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
];

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
];
