import assert from 'node:assert/strict';
import fc from 'fast-check';
import { unavailable } from '../../src/calendar/availability.ts';
import { readClientObject } from '../../src/calendar/clientObject.ts';
import { expand, limitRecurrenceSet } from '../../src/calendar/expand.ts';
import { freeBusy } from '../../src/calendar/freeBusy.ts';
import { parseStored, printCalendar } from '../../src/calendar/icalendar/parse.ts';
import { scheduleChange } from '../../src/calendar/itip/implicit.ts';
import { scheduleTagOf } from '../../src/calendar/scheduling/scheduleTag.ts';
import { taskTouches } from '../../src/calendar/tasks.ts';
import { mutated } from './mutate.ts';
import type { FuzzProperty } from './property.ts';

const event = (...lines: readonly string[]) =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', 'UID:a', 'DTSTAMP:20261120T080000Z', ...lines],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');

const objects = [
  event('DTSTART;TZID=Europe/Paris:20261103T140000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=9', 'SUMMARY:Tea'),
  event(
    ...['DTSTART:20261124T090000Z', 'DTEND:20261124T100000Z', 'ORGANIZER:mailto:johanna@contoso.example'],
    ...['ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:anna@fabrikam.example', 'ATTENDEE:mailto:jakob@contoso.example'],
  ),
  event('DTSTART;VALUE=DATE:20261124', 'RRULE:FREQ=DAILY', 'EXDATE;VALUE=DATE:20261125').replace(
    'END:VEVENT',
    'END:VEVENT\r\nBEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID;VALUE=DATE:20261126\r\nDTSTART:20261126T090000Z\r\nEND:VEVENT',
  ),
  event('DTSTART:20261124T090000Z').replaceAll('VEVENT', 'VAVAILABILITY'),
  event('DTSTART:20261124T090000Z', 'DUE:20261125T090000Z', 'RRULE:FREQ=DAILY;COUNT=3').replaceAll('VEVENT', 'VTODO'),
  event('COMPLETED:20261124T090000Z', 'CREATED:20261123T090000Z').replaceAll('VEVENT', 'VTODO'),
];

const hurtful = [
  ...['END:VEVENT\r\n', 'BEGIN:VEVENT\r\n', 'BEGIN:AVAILABLE\r\n', 'RECURRENCE-ID:20261124T090000Z\r\n', '\0', '\n'],
  ...['RRULE:FREQ=SECONDLY\r\n', 'DTSTART:99991231T235959Z\r\n', 'DURATION:P99999999W\r\n', 'UID:b\r\n', ';TZID=x'],
];

/** A month. */
const from = Date.UTC(2026, 10, 1);
const to = Date.UTC(2026, 11, 1);

export const clientObjectProperties: readonly FuzzProperty[] = [
  {
    name: 'client objects: what a client puts is refused, or can be kept, told and scheduled from',
    property: fc.property(mutated(objects, hurtful), mutated(objects, hurtful), (source, before) => {
      unavailable(source, from, to);
      const read = readClientObject(source);
      if (read.kind === 'problem') return;
      const stored = readClientObject(before);
      const made = scheduleChange({
        next: read.ics,
        ...(stored.kind === 'object' && stored.uid === read.uid && { stored: stored.ics }),
        addresses: ['johanna@contoso.example'],
        now: from,
      });
      if (made.kind === 'problem') return;
      const kept = made.ics ?? read.ics;
      const calendar = parseStored(kept);
      taskTouches(calendar, { from, to }, 'Europe/Paris');
      for (const told of [expand(calendar, from, to), limitRecurrenceSet(calendar, from, to)]) {
        assert.ok(printCalendar(told).startsWith('BEGIN:VCALENDAR'));
      }
      for (const { start, end } of freeBusy([kept], from, to)) assert.ok(start < end && start >= from && end <= to);
      assert.match(scheduleTagOf(kept, undefined), /^[\w-]+$/);
    }),
  },
];
